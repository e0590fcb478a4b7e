// A small button beside what is selected in an entry: it takes the words into the composer. The menu of a reply has the same for the
// keyboard.
import { build } from "../actions.js";
import { selectedText } from "../markdown/plain_text.js";

/** @import { Prompt } from "../messages/prompt.js" */
/** @import { Reply } from "../messages/reply.js" */

const SETTLED_MS = 180; // a selection that is still being drawn has no button yet
const GAP = 8;

export class Quoting {
  /** @param {HTMLElement} root @param {HTMLElement} list @param {(entry: Prompt | Reply, words: string) => void} onQuote */
  constructor(root, list, onQuote) {
    this.root = root;
    this.list = list;
    this.onQuote = onQuote;
    this.timer = 0;
    this.button = root.appendChild(build('<button type="button" class="quote-button" hidden>Quote</button>'));
    this.button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    this.button.addEventListener("click", () => this.quote());
    this.onSelection = () => this.look();
    this.onScroll = () => this.hide();
    document.addEventListener("selectionchange", this.onSelection);
    list.parentElement?.addEventListener("scroll", this.onScroll, { passive: true });
  }

  look() {
    clearTimeout(this.timer);
    this.hide();
    if (this.found()) this.timer = setTimeout(() => this.show(), SETTLED_MS);
  }

  // Selected words that lie in one text, and not in one that is being edited. A triple click on the last paragraph, or a hand that
  // slips below it, selects up to what stands below: that counts for nothing as long as it is no other entry's words.
  found() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !this.list.contains(selection.anchorNode)) return null;
    const range = selection.getRangeAt(0).cloneRange();
    const part = elementOf(range.startContainer).closest("[data-part=text], [data-part=thinking]");
    const article = part?.closest(".entry");
    if (!part || !article?.entry.entry.turn || reachesWords(range, article.nextElementSibling)) return null;
    if (!part.contains(range.endContainer)) range.setEnd(part, part.childNodes.length);
    return range.toString().trim() ? { entry: article.entry, range } : null;
  }

  /**
   * What is selected of this entry, for Markdown; empty if nothing is.
   * @param {Prompt | Reply} entry
   */
  wordsIn(entry) {
    const found = this.found();
    return found?.entry === entry ? selectedText(found.range, true) : "";
  }

  show() {
    const { range } = this.found() ?? {};
    if (!range) return;
    const at = range.getBoundingClientRect();
    const room = this.root.getBoundingClientRect();
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
    const { entry } = this.found() ?? {};
    if (!entry) return;
    const words = this.wordsIn(entry);
    document.getSelection()?.removeAllRanges();
    this.onQuote(entry, words);
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("selectionchange", this.onSelection);
  }
}

/** @param {Node} node @returns {Element} */
function elementOf(node) {
  return /** @type {Element} */ (node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
}

/** @param {Range} range @param {Element | null} next */
function reachesWords(range, next) {
  if (!next || range.comparePoint(next, 0) > 0) return false;
  const beyond = range.cloneRange();
  beyond.setStart(next, 0);
  return beyond.toString().trim() !== "";
}

/**
 * As a quotation of Markdown.
 * @param {string} text
 */
export const quoted = (text) =>
  text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n") + "\n\n";
