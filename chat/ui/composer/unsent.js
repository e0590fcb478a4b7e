// What is written and may not be with the server yet, kept by the browser for this tab: it is there again after a reload, when the server
// was away or came back as another. Nothing of a temporary chat is ever kept.
import { isConnected } from "../parts/connection.js";

const PREFIX = "polylogue-unsent:";
const HOLDS_AFTER = 20000; // milliseconds: when a connection has lasted that long, what was told over it has arrived


/** The record of one place (the name of its draft): {box: what stands in the box, sent: what is on its way, wanted: when it was meant to be sent, 0 if it was not}. */
export default class Unsent {
  constructor(place, isTemporary) {
    this.place = place;
    this.isTemporary = isTemporary;
    this.record = { box: "", sent: "", wanted: 0, ...(isTemporary ? null : read(place)) };
  }

  /** A new chat has got a name of its own. */
  move(place) {
    write(this.place, {});
    this.place = place;
    this.keep({});
  }

  keep(changes) {
    Object.assign(this.record, changes);
    write(this.place, this.isTemporary ? {} : this.record);
  }

  /** The server has been told what stands in the box. */
  told() {
    const { place, record: { box } } = this, connection = isConnected() && window.socket.id;
    if (connection) setTimeout(() => connection === window.socket.id && isConnected() && forget(place, box), HOLDS_AFTER);
  }
}

function forget(place, box) {
  const record = read(place);
  if (record?.box === box) write(place, { ...record, box: "" });
}

function read(place) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + place));
  } catch {
    return null; // not ours
  }
}

function write(place, record) {
  if (!place) return;
  if (!record.box && !record.sent) return sessionStorage.removeItem(PREFIX + place);
  try {
    sessionStorage.setItem(PREFIX + place, JSON.stringify(record));
  } catch (error) {
    console.info("too large to be kept by the browser", error);
  }
}
