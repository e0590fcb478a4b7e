// What is written and not sent: told to the server a moment after the last key press and before the page changes, kept by the browser as
// long as the server may not have it.
import { isLarge, postText } from "./large_text.js";
import Unsent from "./unsent.js";

const AFTER = 400;
const LARGE_AFTER = 2000; // milliseconds without a key press
const WANTED_FOR = 120000; // milliseconds in which somebody who has pressed Enter still waits for it

/** @typedef {{text: string, paste: string | null}} Told the text, or the name under which the server has it */

export default class Draft {
  /**
   * `read` answers the text, `tell` hands it to the server, `complain` says what went wrong.
   * @param {object} options
   * @param {string} options.draftKey
   * @param {boolean} options.isTemporary
   * @param {() => string} options.read
   * @param {(draft: Told) => void} options.tell
   * @param {(words: string) => void} options.complain
   */
  constructor({ draftKey, isTemporary, read, tell, complain }) {
    this.read = read;
    this.tell = tell;
    this.complain = complain;
    this.isDirty = false;
    this.timer = 0;
    this.unsent = new Unsent(draftKey, isTemporary);
    this.version = 0; // of what has been sent: a draft from before is none any more
    this.flush = this.flush.bind(this);
    this.flushBeforeLink = (/** @type {MouseEvent} */ { target }) =>
      target instanceof Element && target.closest('a[href^="/"]') && this.flush();
    this.flushWhenHidden = () => document.visibilityState === "hidden" && this.flush();
  }

  /**
   * What the page before has left. `known` is the newest prompt of the chat, or its beginning: it has arrived.
   * @param {string} [known]
   * @param {boolean} [isBeginning]
   * @returns {{text: string, isWanted: boolean, isLost: boolean}}
   */
  takeBack(known, isBeginning) {
    const { box, sent, wanted } = this.unsent.record;
    const words = sent.trim();
    const lost = words && known && (isBeginning ? words.startsWith(known) : words === known) ? "" : sent;
    const text = [lost, box].filter(Boolean).join("\n\n");
    return { text, isLost: Boolean(lost), isWanted: Boolean(box) && Date.now() - wanted < WANTED_FOR };
  }

  start() {
    window.addEventListener("click", this.flushBeforeLink, true); // before the page's own listener changes the page
    window.addEventListener("popstate", this.flush, true);
    window.addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.flushWhenHidden);
  }

  stop() {
    this.flush();
    window.removeEventListener("click", this.flushBeforeLink, true);
    window.removeEventListener("popstate", this.flush, true);
    window.removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.flushWhenHidden);
  }

  /**
   * What stands in the box is another text now.
   * @param {{isLong: boolean}} options
   */
  change({ isLong }) {
    this.unsent.record.wanted = 0;
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.flush, isLong ? LARGE_AFTER : AFTER);
  }

  /** @param {boolean} isTemporary */
  setTemporary(isTemporary) {
    this.unsent.isTemporary = isTemporary;
    this.unsent.keep({});
  }

  touch() {
    this.isDirty = true;
  }

  /**
   * The box is empty, and what stood there is on its way.
   * @param {string} text
   */
  send(text) {
    this.forget();
    this.version += 1;
    this.unsent.keep({ box: "", sent: text, wanted: 0 });
  }

  /**
   * It is meant to be sent as soon as that can be done.
   * @param {string} text
   */
  want(text) {
    this.unsent.keep({ box: text, wanted: Date.now() });
  }

  /**
   * What was sent has been taken, or stands in the box again. A chat that begins with it has another key from now on.
   * @param {string} [draftKey]
   */
  arrived(draftKey = this.unsent.draftKey) {
    this.unsent.record.sent = "";
    this.unsent.move(draftKey);
  }

  forget() {
    clearTimeout(this.timer);
    this.isDirty = false;
    this.unsent.keep({ box: "", wanted: 0 });
  }

  flush() {
    if (!this.isDirty) return;
    const text = this.read();
    clearTimeout(this.timer);
    this.isDirty = false;
    this.unsent.keep({ box: text });
    if (isLarge(text)) return this.flushLarge(text);
    this.tell({ text, paste: null });
    this.unsent.noteSaved();
  }

  /** @param {string} text */
  async flushLarge(text) {
    const version = this.version;
    try {
      const paste = await postText(text);
      if (this.version !== version) return;
      this.tell({ text: "", paste });
      this.unsent.noteSaved();
    } catch (error) {
      this.complain("This draft is not saved yet");
      console.info(error);
    }
  }
}
