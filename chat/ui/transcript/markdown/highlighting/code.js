// A block of code on the page. It grows as plain text, in elements that are cheap to lay out (lines.js), and its colours follow.
import { coloursOf, keptColours, mayBeAsked, MOST_COLOURED } from "./highlighting.js";
import { whenThereIsTime } from "../idle_work.js";
import { cutCode, endsOf } from "./lines.js";
import { codeHead } from "../grammar/markdown.js";
import { cleanHighlight, cleanMarkdown } from "../sanitize.js";
import { boxUnseen, nodesFor } from "../unseen_boxes.js";

/** @typedef {{element: Element, text: string, html: string}} Piece */
/** @typedef {{element: HTMLElement, isLong: boolean, pieces: Piece[]}} Group of lines */
/** @import { Cut } from "./lines.js" */

const SLICE_MS = 8; // of painting at a time
const AT_ONCE = 3_000; // characters: colours that are known are painted with the text
const PAUSE_MS = 120; // between two looks at code that grows
const MOST_KEPT = 100; // elements
const FOLDED = 30; // lines that are left of folded code
const PAUSES = 6; // and so many times as long as the last look took

export class CodeBlock {
  /**
   * @param {string} language
   * @param {HTMLElement} [element] what Markdown has made of code inside a list or a quotation; none for a block of its own
   */
  constructor(language, element = codeElement(language)) {
    this.language = language;
    this.element = element;
    this.code = /** @type {HTMLElement} */ (element.querySelector("code"));
    this.isComplete = false;
    this.isPlain = false; // never coloured
    this.isLooking = false;
    this.timer = 0;
    this.nextLook = 0;
    element.codeBlock = this;
    this.text = "";
    this.lines = 0;
    this.coloured = "";
    /** @type {Group[]} */
    this.groups = [];
    this.lastStart = 0; // of the last group in the text
    this.code.replaceChildren();
  }

  clear() {
    this.text = "";
    this.lines = 0;
    this.coloured = "";
    this.groups = [];
    this.lastStart = 0;
    this.code.replaceChildren();
  }

  /** @param {string} text */
  append(text) {
    if (!text) return;
    this.text += text;
    this.countLines(text);
    this.isComplete = false;
    const [changed, ...fresh] = cutCode(this.text.slice(this.lastStart));
    this.change(this.groups.at(-1), changed);
    for (const group of fresh) this.change(null, group);
    this.lastStart = this.text.length - lengthOf(this.groups[this.groups.length - 1]);
    this.look();
  }

  /** @param {string} text */
  countLines(text) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.lines++;
    this.element.classList.toggle("is-long", this.lines > FOLDED);
  }

  /** @param {Group | null | undefined} group @param {Cut} cut */
  change(group, { isLong, pieces }) {
    if (group && group.isLong !== isLong) {
      this.groups.pop()?.element.remove(); // its last line has become a long one
      group = null;
    }
    const wanted = group ?? this.newGroup(isLong);
    pieces.forEach((text, index) => {
      wanted.pieces[index] ??= newPiece(wanted);
      writePiece(wanted.pieces[index], text);
    });
  }

  /** @param {boolean} isLong @returns {Group} */
  newGroup(isLong) {
    const element = this.code.appendChild(document.createElement("div"));
    element.className = isLong ? "long-line" : "";
    const group = { element, isLong, pieces: [] };
    this.groups.push(group);
    return group;
  }

  /**
   * The same code again, which may have grown. Returns false if it is another block.
   * @param {string} language
   * @param {string} text
   */
  become(language, text) {
    if (language !== this.language) return false;
    if (!text.startsWith(this.text)) this.clear();
    this.append(text.slice(this.text.length));
    return true;
  }

  // Nothing more will come.
  complete() {
    this.isComplete = true;
    const known = this.isPlain ? undefined : keptColours(this.language, this.colourable);
    if (!known) return this.look(0);
    const work = this.paint(this.colourable, known);
    if (this.text.length > AT_ONCE || !work.next().done) whenThereIsTime(work);
  }

  // -- colours

  get colourable() {
    return this.text.slice(0, MOST_COLOURED);
  }

  /** @param {number} [delay] */
  look(delay = Math.max(0, this.nextLook - performance.now())) {
    if (this.isLooking || this.isPlain || !mayBeAsked(this.language) || this.colourable === this.coloured) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.colour(), delay);
  }

  async colour() {
    if (!this.element.isConnected) return;
    const text = this.colourable;
    const start = performance.now();
    this.isLooking = true;
    const colours = await coloursOf(this.language, text, this);
    this.isLooking = false;
    this.nextLook = performance.now() + Math.max(PAUSE_MS, PAUSES * (performance.now() - start));
    if (!colours || !this.text.startsWith(text)) return;
    whenThereIsTime(this.paint(text, colours));
    this.look();
  }

  /**
   * `text`: the beginning of the code that the colours are for.
   * @param {string} text
   * @param {string[]} colours
   */
  *paint(text, colours) {
    this.coloured = text;
    let start = performance.now();
    const pieces = this.groups.flatMap((group) => group.pieces);
    const ends = endsOf(text);
    for (const [index, html] of colours.entries()) {
      while (isSelected(this.code)) yield; // never break a selection
      const before = text.slice(ends[index - 1] ?? 0, ends[index]);
      if (this.coloured !== text || !pieces[index]?.text.startsWith(before)) return; // newer colours are on their way
      paintPiece(pieces[index], html, before);
      if (performance.now() - start < SLICE_MS) continue;
      yield;
      start = performance.now();
    }
  }
}

/**
 * Code inside lists and quotations comes out of Markdown as plain text.
 * @param {Node[]} nodes
 * @param {boolean} areComplete
 */
export function adoptCode(nodes, areComplete) {
  for (const element of nodes.flatMap(blocksIn)) {
    if (!element.codeBlock) {
      const text = element.querySelector("code")?.textContent ?? "";
      new CodeBlock(element.dataset.language ?? "", element).append(text);
    }
    if (areComplete && !element.codeBlock?.isComplete) element.codeBlock?.complete();
  }
}

/** @param {Node} node @returns {HTMLElement[]} */
function blocksIn(node) {
  if (!(node instanceof HTMLElement) || node.keepsItself) return [];
  return node.matches(".code") ? [node] : [...node.querySelectorAll(".code")];
}

/** @type {Map<string, HTMLElement>} */
const elements = new Map(); // by language, to be cloned

/** @param {string} language */
function codeElement(language) {
  if (elements.size > MOST_KEPT) elements.clear();
  const known = elements.get(language) ?? makeElement(language);
  elements.set(language, known);
  const element = /** @type {HTMLElement} */ (known.cloneNode(true));
  element.keepsItself = true; // patch.js leaves it alone
  return element;
}

/** @param {string} language */
function makeElement(language) {
  const element = document.createElement("div");
  element.className = "code";
  element.dir = "ltr";
  element.dataset.language = language;
  element.append(cleanMarkdown(codeHead(language)));
  const pre = element.appendChild(document.createElement("pre"));
  pre.tabIndex = 0;
  pre.append(document.createElement("code"));
  return element;
}

/** @param {Group} group @returns {Piece} */
function newPiece({ element, isLong }) {
  return { element: isLong ? element.appendChild(document.createElement("span")) : element, text: "", html: "" };
}

/**
 * What is there stays; only what is new is added.
 * @param {Piece} piece
 * @param {string} text
 */
function writePiece(piece, text) {
  if (!text.startsWith(piece.text)) {
    piece.element.replaceChildren();
    piece.text = piece.html = "";
  }
  const open = piece.element.lastChild instanceof Element ? piece.element.lastChild : null; // a box, whose run may go on
  open?.remove();
  const { lastChild } = piece.element;
  const more = (open?.textContent ?? "") + text.slice(piece.text.length);
  const [first, ...others] = nodesFor(more, piece.element.getElementsByClassName("unseen").length);
  if (lastChild instanceof Text && typeof first === "string") lastChild.appendData(first);
  else if (first) piece.element.append(first);
  piece.element.append(...others);
  piece.text = text;
}

/** @param {Piece} piece @param {string} html @param {string} text */
function paintPiece(piece, html, text) {
  if (piece.html === html) return;
  piece.element.replaceChildren(boxUnseen(cleanHighlight(html)));
  piece.element.append(...nodesFor(piece.text.slice(text.length), piece.element.getElementsByClassName("unseen").length));
  piece.html = html;
}

/** @param {Group} group */
function lengthOf({ pieces }) {
  return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

/** @param {Node} node */
function isSelected(node) {
  const selection = document.getSelection();
  return selection && !selection.isCollapsed && selection.containsNode(node, true);
}
