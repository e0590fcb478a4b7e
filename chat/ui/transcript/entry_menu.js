// The one menu of a view; it lies outside the entries, which clip what is in them.
import { Popover } from "../parts/popover.js";
import { IN_MENU, build, reasonFor, setReason, tellReason } from "./actions.js";

export class EntryMenu {
  /** `onChoice(owner, action)` */
  constructor(root, onChoice) {
    this.root = root;
    this.onChoice = onChoice;
  }

  /** The same button closes it again. */
  toggle(button, owner, actions, busy) {
    const isSame = this.button === button;
    this.close();
    if (isSame) return;
    this.button = button;
    this.owner = owner;
    this.element = this.root.appendChild(build('<div class="pop entry-menu" role="menu" popover="manual"></div>'));
    this.element.append(
      ...Object.keys(IN_MENU)
        .filter((name) => actions.includes(name))
        .map((name) => itemFor(name, busy)),
    );
    this.element.addEventListener("click", (event) => this.choose(event.target.closest("[role=menuitem]")));
    this.mark(true);
    this.popover = new Popover(this.element, button, () => this.close());
    this.popover.show();
    this.popover.focusFirst();
  }

  choose(item) {
    if (item?.dataset.off) tellReason(item.dataset.off);
    if (!item || item.dataset.off) return;
    const { owner } = this;
    this.close();
    this.onChoice(owner, item.dataset.action);
  }

  close() {
    if (!this.button) return;
    this.mark(false);
    this.popover.hide();
    this.element.remove();
    this.button = null;
  }

  mark(isOpen) {
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.button.parentElement?.classList.toggle("is-open", isOpen);
  }
}

function itemFor(name, busy) {
  const item = build(
    `<button type="button" class="pop-item" role="menuitem" tabindex="-1" data-action="${name}">${IN_MENU[name]}</button>`,
  );
  setReason(item, reasonFor(name, busy));
  return item;
}
