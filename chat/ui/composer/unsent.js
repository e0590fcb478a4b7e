// What is written and may not be with the server yet, kept by the browser for this tab: it is there again after a reload, when the server
// was away or came back as another. Nothing of a temporary chat is ever kept.
import { isConnected } from "../parts/connection.js";

const PREFIX = "polylogue-unsent:";
const HOLDS_AFTER = 20000; // milliseconds: when a connection has lasted that long, what was told over it has arrived

/**
 * `box`: what stands in the box, `sent`: what is on its way, `wanted`: when it was meant to be sent, 0 if it was not.
 * @typedef {{box: string, sent: string, wanted: number}} Kept
 */

/** The record of one draft. */
export default class Unsent {
  /** @param {string} draftKey @param {boolean} isTemporary */
  constructor(draftKey, isTemporary) {
    this.draftKey = draftKey;
    this.isTemporary = isTemporary;
    this.record = { box: "", sent: "", wanted: 0, ...(isTemporary ? null : read(draftKey)) };
  }

  /**
   * A new chat has got a name of its own.
   * @param {string} draftKey
   */
  move(draftKey) {
    write(this.draftKey, {});
    this.draftKey = draftKey;
    this.keep({});
  }

  /** @param {Partial<Kept>} changes */
  keep(changes) {
    Object.assign(this.record, changes);
    write(this.draftKey, this.isTemporary ? {} : this.record);
  }

  /** The server has been told what stands in the box. */
  noteSaved() {
    const {
      draftKey,
      record: { box },
    } = this;
    const connection = isConnected() && window.socket?.id;
    if (connection) setTimeout(() => connection === window.socket?.id && isConnected() && forget(draftKey, box), HOLDS_AFTER);
  }
}

/** @param {string} draftKey @param {string} box */
function forget(draftKey, box) {
  const record = read(draftKey);
  if (record?.box === box) write(draftKey, { ...record, box: "" });
}

/** @param {string} draftKey @returns {Kept | null} */
function read(draftKey) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + draftKey) ?? "null");
  } catch {
    return null; // not ours
  }
}

/** @param {string} draftKey @param {Partial<Kept>} record */
function write(draftKey, record) {
  if (!draftKey) return;
  if (!record.box && !record.sent) return sessionStorage.removeItem(PREFIX + draftKey);
  try {
    sessionStorage.setItem(PREFIX + draftKey, JSON.stringify(record));
  } catch (error) {
    console.info("too large to be kept by the browser", error);
  }
}
