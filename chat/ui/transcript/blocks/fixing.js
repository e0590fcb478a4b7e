// "Fix and retry": the model is shown its code and the errors, its next version is tried at once, and so on, three times at most.
import { openPreview, previewable } from "./preview.js";

/** @import { Preview } from "./preview.js" */

const MOST = 3;
const ENDED = new Set(["done", "stopped", "interrupted", "failed"]);

/**
 * In the name of the reply that the code is in.
 * @param {HTMLElement} code
 * @param {string} action
 * @param {string} text
 */
export function actFrom(code, action, text) {
  const { entry } = /** @type {HTMLElement} */ (code.closest(".entry"));
  entry.view.actWithText(action, entry.entry, text);
}

export class Fixing {
  /** @param {Preview} preview the first one */
  constructor({ code }) {
    const entry = /** @type {HTMLElement} */ (code.closest(".entry"));
    this.root = /** @type {HTMLElement} */ (code.closest(".transcript"));
    this.turn = entry.dataset.turn ?? "";
    this.index = previewable(entry).indexOf(code);
    this.attempts = 0;
    this.observer = new MutationObserver(() => this.look());
  }

  /** @param {Preview} preview */
  attempt(preview) {
    this.attempts++;
    this.before = preview.code.closest(".entry")?.dataset.reply;
    preview.note(`Attempt ${this.attempts} of ${MOST}`);
    this.observer.observe(this.root, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["data-status", "data-unfinished"],
    });
    actFrom(preview.code, "fix", preview.log.prompt);
  }

  // The next version, once it is complete and drawn.
  look() {
    const entry = this.root.querySelector(`.entry.is-reply[data-turn="${CSS.escape(this.turn)}"]`);
    if (
      !entry ||
      entry.dataset.reply === this.before ||
      !ENDED.has(entry.dataset.status ?? "") ||
      entry.querySelector("[data-unfinished]")
    ) {
      return;
    }
    this.observer.disconnect();
    const blocks = previewable(entry);
    const code = blocks[this.index] ?? blocks.at(-1);
    if (entry.dataset.status === "done" && code) this.watch(openPreview(code)); // whoever pressed Stop has stopped this, too
  }

  /** @param {Preview} preview */
  watch(preview) {
    preview.note(`Attempt ${this.attempts} of ${MOST}`);
    preview.whenQuiet((errors) => {
      if (!errors.length) preview.note(`No errors after ${this.attempts === 1 ? "one attempt" : `${this.attempts} attempts`}`);
      else if (this.attempts < MOST) this.attempt(preview);
      else preview.note(`Still errors after ${MOST} attempts`);
    });
  }
}
