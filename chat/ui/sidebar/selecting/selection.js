// Which chats of the list are picked, to do something with many at once.
import { markRaw } from "vue";

export default class Selection {
  constructor() {
    this.isOn = false;
    this.count = 0;
    this.turn = 0; // of the picking
    /** @type {Set<string>} */
    this.ids = markRaw(new Set()); // tens of thousands: what is drawn follows `count` and `turn`
    this.anchor = "";
    this.isAllWanted = false; // also of those that are still to come
  }

  get words() {
    return this.count === 1 ? "1 selected" : `${this.count.toLocaleString("en")} selected`;
  }

  /** @param {string} id */
  has(id) {
    return this.count >= 0 && this.turn >= 0 && this.ids.has(id); // both are read so that Vue redraws
  }

  /** With one that is picked already, or none. */
  begin(id = "") {
    this.isOn = true;
    this.anchor = id;
    this.ids.clear();
    if (id) this.ids.add(id);
    this.changed();
  }

  end() {
    this.isOn = false;
    this.isAllWanted = false;
    this.ids.clear();
    this.changed();
  }

  /**
   * Picks this one, or takes it out; with `isRange` all between it and the one before. `order`: the ids of the list.
   * @param {string} id
   * @param {string[]} order
   * @param {boolean} isRange
   */
  pick(id, order, isRange) {
    const isAdded = !this.ids.has(id);
    for (const one of isRange ? between(order, this.anchor, id) : [id]) this.ids[isAdded ? "add" : "delete"](one);
    this.anchor = id;
    this.changed();
  }

  /**
   * All of the list; or none, if all were picked.
   * @param {string[]} order
   * @param {{isLoaded: boolean}} state
   */
  pickAll(order, { isLoaded }) {
    const isAll = order.every((id) => this.ids.has(id));
    this.isAllWanted = !isAll && !isLoaded;
    for (const id of order) this.ids[isAll ? "delete" : "add"](id);
    this.changed();
  }

  /**
   * The rest of the list has come.
   * @param {string[]} order
   */
  pickRest(order) {
    if (!this.isAllWanted) return;
    this.ids.clear();
    this.pickAll(order, { isLoaded: true });
  }

  /** @param {string[]} ids */
  drop(ids) {
    for (const id of ids) this.ids.delete(id);
    this.changed();
  }

  changed() {
    this.count = this.ids.size;
    this.turn++;
  }
}

/** @param {string[]} order @param {string} from @param {string} to */
function between(order, from, to) {
  const ends = [order.indexOf(from), order.indexOf(to)];
  return ends[0] < 0 ? [to] : order.slice(Math.min(...ends), Math.max(...ends) + 1);
}

/**
 * In messages that are not too long: the server takes none of a megabyte.
 * @param {string[]} ids
 * @param {number} [most]
 */
export function* batches(ids, most = 5000) {
  for (let start = 0; start < ids.length; start += most) {
    yield { ids: ids.slice(start, start + most), more: start + most < ids.length };
  }
}
