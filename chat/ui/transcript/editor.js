// Editing an entry where it stands.
import { build, tellReason } from "./actions.js";

export class Editor {
  // `onSave(text)` may take its time, and throws an error with a sentence if it can't. `reasonNow(text)`: why this can't be saved at this moment; empty if it can.
  constructor(article, text, onSave, reasonNow) {
    if (article.classList.contains("is-edited")) return;
    this.article = article;
    this.before = text;
    this.onSave = onSave;
    this.reasonNow = reasonNow;
    this.form = build(
      '<div class="editor"><textarea aria-label="Edit message" rows="1" dir="auto"></textarea><div class="editor-buttons">' +
        '<button type="button" class="button" data-editor="cancel">Cancel</button><button type="button" class="button is-main" data-editor="save">Save</button></div></div>',
    );
    this.area = this.form.querySelector("textarea");
    this.area.value = text;
    article.classList.add("is-edited");
    article.prepend(this.form);
    this.form.addEventListener("click", (event) => this.click(event.target.dataset.editor));
    this.form.addEventListener("keydown", (event) => this.press(event));
    this.area.addEventListener("input", () => this.grow());
    this.grow();
    this.area.focus();
    this.area.setSelectionRange(text.length, text.length);
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight + 2, innerHeight / 2)}px`;
  }

  click(what) {
    if (what === "save") this.save();
    else if (what === "cancel") this.close();
  }

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
    const reason = text !== this.before && this.reasonNow(text);
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
      tellReason(error.message);
    }
  }

  close() {
    this.form.remove();
    this.article.classList.remove("is-edited");
    this.article.querySelector("[data-action=edit], [data-action=more]")?.focus({ preventScroll: true });
  }
}
