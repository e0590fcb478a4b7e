// The entries of a lane in their order: builds them when there is time, and lets those sleep that are far from what is read, if there are
// many. The page of a chat of two thousand messages holds some dozens of them.
import { whenIdle } from "../idle.js";
import { Greeting } from "./greeting.js";
import { Prompt } from "./messages/prompt.js";
import { firstBelow } from "./reading/scrolling.js";
import { Reply } from "./messages/reply.js";
import { Sleeper } from "./sleeper.js";

/** @import { Entry } from "./wire.js" */
/** @import { View } from "./view.js" */

/** @typedef {Prompt | Reply | Greeting} Awake an entry that is built */
/** @typedef {Awake | Sleeper} Shown */

const AT_ONCE = 6; // entries built before the first paint, or fewer if they are long: about a screen; the rest follows when there is time
const ENOUGH_TEXT = 1500; // characters
const IDLE_MS = 2;
const MANY = 100; // entries; of fewer none sleeps
const ALWAYS_AWAKE = 6; // the newest
const NEAR = 1.5; // screens above and below: these are built
const FAR = 4; // and these fall asleep
const SLICE_MS = 12;

export class EntryList {
  /** @param {View} view @param {HTMLElement} scroller */
  constructor(view, scroller) {
    this.view = view;
    this.scroller = scroller;
    this.list = /** @type {HTMLElement} */ (scroller.firstElementChild);
    /** @type {Map<number, Shown>} */
    this.entries = new Map(); // by their keys
    /** @type {number[]} */
    this.order = []; // the keys of all
    /** @type {Entry[]} */
    this.waiting = []; // entries that will be built when there is time, oldest first
    this.isBuilding = false;
    /** @type {number | null} */
    this.frame = null;
  }

  /**
   * All of them again.
   * @param {Entry[]} entries
   */
  replace(entries) {
    this.waiting = [];
    for (const [key, entry] of this.entries) this.forget(key, entry);
    const start = firstScreen(entries);
    this.list.append(...entries.slice(start).map((entry) => this.build(entry).element));
    this.view.settle();
    this.order = entries.map(({ key }) => key);
    this.waiting = entries.slice(0, start);
    this.tellLength(entries.length);
    if (entries.length <= MANY) return this.buildLater();
    this.list.prepend(...this.waiting.splice(0).map((entry) => this.putToBed(entry).element));
    this.lookSoon();
  }

  /**
   * Puts them into this order; what is `added` comes, what is not named goes.
   * @param {number[]} keys
   * @param {Entry[]} added
   */
  arrange(keys, added) {
    const newest = new Set(keys.slice(-ALWAYS_AWAKE));
    const wanted = new Set(keys);
    this.order = keys;
    this.tellLength(keys.length);
    this.waiting = this.waiting.filter(({ key }) => wanted.has(key));
    const fresh = keys.length > MANY ? [...this.waiting.splice(0), ...added] : added;
    for (const entry of fresh) {
      if (keys.length > MANY && !newest.has(entry.key)) this.putToBed(entry);
      else this.build(entry);
    }
    for (const [key, entry] of this.entries) if (!wanted.has(key)) this.forget(key, entry);
    this.view.scrolling.keepPlace(() => {
      let at = this.list.firstChild;
      for (const key of keys) {
        const { element } = this.entries.get(key) ?? {};
        if (!element) continue;
        if (element === at) at = at.nextSibling;
        else this.list.insertBefore(element, at);
      }
    });
    this.look();
  }

  /**
   * What is awake among many is near, and is laid out before it comes into sight.
   * @param {number} length
   */
  tellLength(length) {
    this.list.classList.toggle("has-sleepers", length > MANY);
  }

  /** @param {Entry} entry @returns {Awake} */
  build(entry) {
    const { view } = this;
    const built =
      entry.kind === "prompt" ? new Prompt(entry, view) : entry.kind === "reply" ? new Reply(entry, view) : new Greeting(entry, view);
    this.entries.set(entry.key, built);
    return built;
  }

  buildLater() {
    if (!this.waiting.length || this.isBuilding) return;
    this.isBuilding = true;
    whenIdle(
      (deadline) => {
        this.isBuilding = false;
        if (!this.waiting.length) return;
        /** @type {Awake[]} */
        const built = [];
        do {
          const next = this.waiting.pop();
          if (next) built.push(this.build(next));
        } while (this.waiting.length && deadline.timeRemaining() > IDLE_MS);
        this.view.scrolling.keepPlace(() => built.forEach((one) => this.place(one)));
        this.buildLater();
      },
      { timeout: 300 },
    );
  }

  /**
   * Puts it before the next one that is there.
   * @param {Awake} built
   */
  place(built) {
    const { entries, order } = this;
    let at = order.indexOf(built.entry.key) + 1;
    while (at < order.length && !entries.get(order[at])?.element.isConnected) at++;
    this.list.insertBefore(built.element, entries.get(order[at])?.element ?? null);
  }

  /**
   * What this is true of, built; null if it has not arrived.
   * @param {(entry: Entry) => boolean} isIt
   * @returns {Awake | null | undefined}
   */
  find(isIt) {
    const known = [...this.entries.values()].find(({ entry }) => isIt(entry));
    if (known) return known.element.isConnected ? this.awake(known.entry.key) : null;
    const at = this.waiting.findIndex(isIt);
    if (at < 0) return null;
    const [entry] = this.waiting.splice(at, 1);
    const built = this.build(entry);
    this.place(built);
    return built;
  }

  /** @param {number} key @param {Shown} entry */
  forget(key, entry) {
    entry.element.editor?.leave();
    entry.element.remove();
    this.entries.delete(key);
  }

  /**
   * The reply with this id, if it was written in this lane; it may be asleep.
   * @param {string} id
   * @returns {Reply | Sleeper | null}
   */
  ownReply(id) {
    for (const shown of this.entries.values()) {
      const { entry } = shown;
      if (entry.kind === "reply" && entry.reply === id && !entry.isInherited) return /** @type {Reply | Sleeper} */ (shown);
    }
    return null;
  }

  // -- sleep

  /** @param {Entry} entry @param {HTMLElement} [article] @param {number} [height] @returns {Shown} */
  putToBed(entry, article, height) {
    if (entry.kind === "greeting") return this.build(entry);
    const sleeper = new Sleeper(entry, article, height);
    this.entries.set(entry.key, sleeper);
    return sleeper;
  }

  /**
   * The entry of this key, ready for whatever comes.
   * @param {number} key
   * @returns {Awake | undefined}
   */
  awake(key) {
    const entry = this.entries.get(key);
    return entry instanceof Sleeper ? this.wake(entry) : entry;
  }

  /** @param {Sleeper} sleeper */
  wake({ element, entry }) {
    const built = this.build(entry);
    element.replaceWith(built.element);
    this.view.scrolling.replaced(element, built.element);
    return built;
  }

  lookSoon() {
    if (this.entries.size <= MANY) return;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.look();
    });
  }

  // Wakes what is near, and lets sleep what is far.
  look() {
    if (this.entries.size <= MANY) return;
    const { top, height } = this.scroller.getBoundingClientRect();
    if (!height) return;
    const near = this.sleepersBetween(top - NEAR * height, top + (1 + NEAR) * height);
    if (near.length) this.view.scrolling.keepPlace(() => this.wakeAll(near, top + height / 2));
    const selection = document.getSelection(); // asked for once: the browser lays out before it answers
    for (const [entry, box] of [...this.far(top - FAR * height, top + (1 + FAR) * height)]) this.letSleep(entry, box.height, selection);
  }

  /** @param {number} top @param {number} bottom */
  sleepersBetween(top, bottom) {
    /** @type {Sleeper[]} */
    const found = [];
    /** @type {Element | null} */
    let element = firstBelow(this.list, top);
    for (; element && element.getBoundingClientRect().top < bottom; element = element.nextElementSibling) {
      if (element.entry instanceof Sleeper) found.push(element.entry);
    }
    return found;
  }

  /** @param {Sleeper[]} sleepers @param {number} middle */
  wakeAll(sleepers, middle) {
    const start = performance.now();
    const distance = new Map(sleepers.map((one) => [one, Math.abs(one.element.getBoundingClientRect().top - middle)]));
    for (const sleeper of sleepers.sort((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0))) {
      if (performance.now() - start > SLICE_MS) return this.lookSoon();
      this.wake(sleeper);
    }
  }

  /** @param {number} top @param {number} bottom @returns {Generator<[Awake, DOMRect]>} */
  *far(top, bottom) {
    const newest = new Set([...this.list.children].slice(-ALWAYS_AWAKE));
    for (const entry of this.entries.values()) {
      if (entry instanceof Sleeper || newest.has(entry.element)) continue;
      const box = entry.element.getBoundingClientRect();
      if (box.height && (box.bottom < top || box.top > bottom)) yield [entry, box];
    }
  }

  /** @param {Awake} entry @param {number} height @param {Selection | null} selection */
  letSleep(entry, height, selection) {
    const { element } = entry;
    const isSelected = selection !== null && selection.rangeCount > 0 && !selection.isCollapsed && selection.containsNode(element, true);
    const isHeld = element.matches(".is-found, .is-edited, :focus-within") || this.view.marks?.entry === entry || isSelected;
    const whole = isHeld || entry instanceof Greeting ? null : entry.toSleep();
    if (whole) this.putToBed(whole, element, height);
  }

  close() {
    cancelAnimationFrame(this.frame ?? 0);
  }
}

/**
 * Where the newest entries begin that fill a screen.
 * @param {Entry[]} entries
 */
function firstScreen(entries) {
  let start = entries.length;
  for (let length = 0; start > 0 && entries.length - start < AT_ONCE && length < ENOUGH_TEXT;) length += entries[--start].text?.length ?? 0;
  return start;
}
