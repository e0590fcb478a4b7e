// A small button beside what is selected in an entry: it takes the words into the composer. The menu of a reply has the same for the keyboard.
import { build } from "./actions.js";

const SETTLED_MS = 180; // a selection that is still being drawn has no button yet
const GAP = 8;

export class Quoting {
  // `onQuote(entry, words)`
  constructor(root, list, onQuote) {
    Object.assign(this, { root, list, onQuote });
    this.button = root.appendChild(build('<button type="button" class="quote-button" hidden>Quote</button>'));
    this.button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    this.button.addEventListener("click", () => this.quote());
    this.onSelection = () => this.look();
    this.onScroll = () => this.hide();
    document.addEventListener("selectionchange", this.onSelection);
    list.parentElement.addEventListener("scroll", this.onScroll, { passive: true });
  }

  look() {
    clearTimeout(this.timer);
    this.hide();
    if (this.found()) this.timer = setTimeout(() => this.show(), SETTLED_MS);
  }

  // Selected words that lie in one entry, and not in a text that is being edited.
  found() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !this.list.contains(selection.anchorNode)) return null;
    const [from, to] = [selection.anchorNode, selection.focusNode].map((node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-part=text], [data-part=thinking]"));
    const entry = from?.closest(".entry")?.entry;
    return entry?.entry.turn && from === to && selection.toString().trim() ? { entry, selection } : null;
  }

  show() {
    const { selection } = this.found() ?? {};
    if (!selection) return;
    const at = selection.getRangeAt(0).getBoundingClientRect(), room = this.root.getBoundingClientRect();
    this.button.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.button;
    const isAbove = at.top - room.top > height + GAP;
    const top = isAbove ? at.top - height - GAP : Math.min(at.bottom + GAP, room.bottom - height - GAP);
    this.button.style.top = `${top - room.top}px`;
    this.button.style.left = `${Math.max(GAP, Math.min(at.left + at.width / 2 - width / 2 - room.left, room.width - width - GAP))}px`;
  }

  hide() {
    this.button.hidden = true;
  }

  quote() {
    const { entry, selection } = this.found() ?? {};
    if (!entry) return;
    const words = selection.toString();
    selection.removeAllRanges();
    this.onQuote(entry, words);
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("selectionchange", this.onSelection);
  }
}
