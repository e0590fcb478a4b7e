// When the row with the focus goes (deleted, archived), the next one takes it; a row that only moves (pinned) loses it on the way
// and gets it back, unless it is out of sight by then.
import { nextTick } from "vue";

/** @import { Line } from "./listing.js" */

export default class FocusKeeping {
  /**
   * `rowOf` finds what takes the focus in the row of a chat, `reveal` scrolls to a line, `giveUp` is called when no row is left.
   * @param {{rowOf: (id: string) => HTMLElement | null, reveal: (line: Line) => void, giveUp: () => void}} list
   */
  constructor({ rowOf, reveal, giveUp }) {
    this.rowOf = rowOf;
    this.reveal = reveal;
    this.giveUp = giveUp;
    /** @type {{id: string, at: number} | null} */
    this.focused = null;
  }

  /**
   * The rows are about to change.
   * @param {Line[]} lines
   */
  note(lines) {
    const row = document.activeElement?.closest(".side-list [data-chat]");
    const id = /** @type {HTMLElement | null} */ (row)?.dataset.chat;
    if (id) this.focused ??= { id, at: lines.findIndex((line) => line.chat?.id === id) };
  }

  /**
   * The rows have changed.
   * @param {Line[]} lines
   */
  passOn(lines) {
    const { focused } = this;
    this.focused = null;
    if (!focused) return;
    const line = lines.slice(focused.at).find((one) => one.chat) ?? lines.slice(0, focused.at).findLast((one) => one.chat);
    nextTick(() => this.put(focused.id, line));
  }

  /** @param {string} id @param {Line} [line] */
  put(id, line) {
    if (document.activeElement !== document.body) return;
    const moved = this.rowOf(id);
    if (moved) return moved.focus();
    if (!line) return this.giveUp();
    this.reveal(line);
    nextTick(() => line.chat && this.rowOf(line.chat.id)?.focus({ preventScroll: true }));
  }
}
