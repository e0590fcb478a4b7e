// The errors of a preview, below its frame, and what can be done about them.
import { build } from "../actions.js";
import { Fixing, actFrom } from "./fixing.js";
import { errorFrom, promptFor } from "./preview_errors.js";

/** @import { Preview } from "./preview.js" */

const MOST = 20; // of one run
const PARTS = `<div class="preview-errors" hidden><ol role="log" aria-label="Preview errors"></ol>
  <div class="preview-actions"><button type="button" class="preview-button" data-log="fix">Fix and retry</button>
  <button type="button" class="preview-button" data-log="send">Send errors to the model</button></div></div>`;

export class ErrorLog {
  /** @param {Preview} preview */
  constructor(preview) {
    this.preview = preview;
    this.element = build(PARTS);
    this.list = /** @type {HTMLElement} */ (this.element.querySelector("ol"));
    this.linesBefore = 0;
    /** @type {string[]} */
    this.errors = [];
    this.element.addEventListener("click", ({ target }) => {
      this.clicked(/** @type {HTMLElement} */ (target).closest("[data-log]")?.dataset.log);
    });
    this.begin(0);
  }

  /** @param {number} linesBefore */
  begin(linesBefore) {
    this.linesBefore = linesBefore;
    this.errors = [];
    this.list.replaceChildren();
    this.element.hidden = true;
  }

  /** @param {any} data */
  take(data) {
    this.add(errorFrom(data, this.linesBefore));
  }

  /** @param {string | null} words */
  add(words) {
    if (!words || this.errors.length >= MOST) return;
    this.errors.push(words);
    this.list.append(Object.assign(document.createElement("li"), { textContent: words }));
    this.element.hidden = false;
  }

  get prompt() {
    return promptFor(this.preview.language, this.preview.source, this.errors);
  }

  /** @param {string | undefined} action */
  clicked(action) {
    if (action === "send") actFrom(this.preview.code, "quote", this.prompt);
    if (action === "fix") new Fixing(this.preview).attempt(this.preview);
  }
}
