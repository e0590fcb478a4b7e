// Editing an entry where it stands.
import { build, tellReason } from "../actions.js";
import { isConnected } from "../../parts/connection.js";
import { forgetWords, keepWords, unsavedWords } from "./unsaved.js";

const GONE = "this message was replaced meanwhile. Your words are kept: go back to the version you were editing and press Edit";
const GONE_MS = 9000;
const AWAY = "Not connected to the server. Your words are kept: save them when it is back";

export class Editor {
  /**
   * @param {HTMLElement} article is not being edited yet
   * @param {string} name what is edited, the same after a reload
   * @param {string} text
   * @param {(text: string) => Promise<void>} onSave throws an error with a sentence if it can't
   * @param {(text: string) => string} reasonNow why this can't be saved at this moment; empty if it can
   */
  constructor(article, name, text, onSave, reasonNow) {
    article.editor = this;
    this.article = article;
    this.name = name;
    this.before = text;
    this.onSave = onSave;
    this.reasonNow = reasonNow;
    const kept = unsavedWords(name);
    this.form = build(
      '<div class="editor"><textarea aria-label="Edit message" rows="1" dir="auto"></textarea>' +
        '<div class="editor-buttons"><span class="editor-note" role="status"></span>' +
        '<button type="button" class="button" data-editor="cancel">Cancel</button>' +
        '<button type="button" class="button is-main" data-editor="save">Save</button></div></div>',
    );
    this.area = /** @type {HTMLTextAreaElement} */ (this.form.querySelector("textarea"));
    this.isSaving = false;
    this.area.value = kept ?? text;
    article.classList.add("is-edited");
    article.prepend(this.form);
    this.form.addEventListener("click", (event) => this.click(/** @type {HTMLElement} */ (event.target).dataset.editor));
    this.form.addEventListener("keydown", (event) => this.press(event));
    this.area.addEventListener("input", () => this.changed());
    this.grow();
    this.area.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
    const note = this.form.querySelector(".editor-note");
    if (kept !== undefined && note) note.textContent = "Your unsaved words are back";
  }

  changed() {
    this.grow();
    const { value } = this.area;
    if (value === this.before) forgetWords(this.name);
    else keepWords(this.name, value, !this.article.closest(".is-temporary"));
  }

  // The message goes away under the editor.
  leave() {
    if (this.area.value !== this.before) tellReason(GONE, GONE_MS);
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight + 2, innerHeight / 2)}px`;
  }

  /** @param {string | undefined} what */
  click(what) {
    if (what === "save") this.save();
    else if (what === "cancel") this.close();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async save() {
    const text = this.area.value;
    const reason = text !== this.before && (isConnected() ? this.reasonNow(text) : AWAY);
    if (reason) {
      tellReason(reason);
      return this.area.focus();
    }
    if (this.isSaving) return;
    this.isSaving = true;
    try {
      if (text !== this.before) await this.onSave(text);
      this.close();
    } catch (error) {
      this.isSaving = false;
      tellReason(/** @type {Error} */ (error).message);
    }
  }

  close() {
    forgetWords(this.name);
    this.article.editor = undefined;
    this.form.remove();
    this.article.classList.remove("is-edited");
    this.article.querySelector("[data-action=edit], [data-action=more]")?.focus({ preventScroll: true });
  }
}
