// What the reader does with an entry: presses one of its buttons, chooses from its menu, quotes a part of it.
import { confirmOn, tellReason } from "./actions.js";
import { blockClicked } from "./blocks/block_buttons.js";
import { EntryMenu } from "./entry_menu.js";
import { copyEntry } from "./messages/copying.js";
import { Reply } from "./messages/reply.js";
import { Quoting, quoted } from "./reading/quoting.js";

/** @import { Prompt } from "./messages/prompt.js" */
/** @import { View } from "./view.js" */

export class Clicks {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.menu = new EntryMenu(view.root, (entry, action) => this.choose(entry, action));
    this.quoting = new Quoting(view.root, view.list, (entry, words) => view.act("quote", entry.entry, { text: quoted(words) }));
    view.list.addEventListener("click", (event) => this.clicked(event));
  }

  /** @param {Event} event */
  clicked(event) {
    const button = /** @type {Element} */ (event.target).closest("button");
    const entry = /** @type {Prompt | Reply | undefined} */ (button?.closest(".entry")?.entry);
    if (!button || !entry) return;
    if (blockClicked(button, () => this.view.scrolling.letGo())) return; // what was clicked on stays where it is
    const { action, call, verdict, off } = button.dataset;
    if (off) return tellReason(off);
    if (!action) return;
    if (verdict) return this.view.act(action, entry.entry, { call, verdict });
    if (action === "more") return this.menu.toggle(button, entry, entry.entry.actions, this.view.busy);
    this.choose(entry, action, button);
  }

  /** @param {Prompt | Reply} entry @param {string} action @param {HTMLElement | null} [button] */
  choose(entry, action, button = null) {
    if (action === "copy" || action === "copy-plain") return this.copy(entry, action === "copy-plain", button);
    if (action === "edit" || action === "edit-reply") return entry.edit();
    this.view.act(action, entry.entry, action === "quote" && entry instanceof Reply ? { text: this.quoteOf(entry) } : {});
  }

  /** @param {Prompt | Reply} entry @param {boolean} isPlain @param {HTMLElement | null} button */
  async copy(entry, isPlain, button) {
    await copyEntry(entry, isPlain);
    const shown = button ?? entry.element.querySelector("[data-action=copy]");
    if (shown) confirmOn(shown);
    this.view.spoken.textContent = "Copied";
  }

  /** @param {Reply} entry */
  quoteOf(entry) {
    return quoted(this.quoting.wordsIn(entry) || entry.copy());
  }

  close() {
    this.menu.close();
    this.quoting.close();
  }
}
