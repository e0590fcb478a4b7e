// The one menu of a view; it lies outside the entries, which clip what is in them.
import { Popover } from "../parts/popover.js";
import { IN_MENU, build, reasonFor, setReason, tellReason } from "./actions.js";

/** @import { Busy } from "./wire.js" */
/** @import { Prompt } from "./messages/prompt.js" */
/** @import { Reply } from "./messages/reply.js" */

/** @typedef {{button: HTMLElement, owner: Prompt | Reply, element: HTMLElement, popover: Popover}} Opened */

export class EntryMenu {
  /** @param {HTMLElement} root @param {(owner: Prompt | Reply, action: string) => void} onChoice */
  constructor(root, onChoice) {
    this.root = root;
    this.onChoice = onChoice;
    /** @type {Opened | null} */
    this.opened = null;
  }

  /**
   * The same button closes it again.
   * @param {HTMLElement} button
   * @param {Prompt | Reply} owner
   * @param {string[]} actions
   * @param {Busy} busy
   */
  toggle(button, owner, actions, busy) {
    const isSame = this.opened?.button === button;
    this.close();
    if (isSame) return;
    const element = this.root.appendChild(build('<div class="pop entry-menu" role="menu" popover="manual"></div>'));
    element.append(
      ...Object.keys(IN_MENU)
        .filter((name) => actions.includes(name))
        .map((name) => itemFor(name, busy)),
    );
    element.addEventListener("click", ({ target }) => this.choose(/** @type {HTMLElement} */ (target).closest("[role=menuitem]")));
    mark(button, true);
    const popover = new Popover(element, button, () => this.close());
    this.opened = { button, owner, element, popover };
    popover.show();
    popover.focusFirst();
  }

  /** @param {HTMLElement | null} item */
  choose(item) {
    if (item?.dataset.off) tellReason(item.dataset.off);
    if (!item || item.dataset.off || !this.opened) return;
    const { owner } = this.opened;
    this.close();
    this.onChoice(owner, item.dataset.action ?? "");
  }

  close() {
    if (!this.opened) return;
    const { button, element, popover } = this.opened;
    mark(button, false);
    popover.hide();
    element.remove();
    this.opened = null;
  }
}

/** @param {HTMLElement} button @param {boolean} isOpen */
function mark(button, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  button.parentElement?.classList.toggle("is-open", isOpen);
}

/** @param {string} name @param {Busy} busy */
function itemFor(name, busy) {
  const item = build(
    `<button type="button" class="pop-item" role="menuitem" tabindex="-1" data-action="${name}">${IN_MENU[name]}</button>`,
  );
  setReason(item, reasonFor(name, busy));
  return item;
}
