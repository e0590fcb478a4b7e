// A block of code on the page. It grows as plain text, in elements that are cheap to lay out (lines.js), and its colours follow.
import { coloursOf, keptColours, mayBeAsked, MOST_COLOURED } from "./highlighting.js";
import { whenThereIsTime } from "../idle_work.js";
import { cutCode, endsOf } from "./lines.js";
import { codeHead } from "../grammar/markdown.js";
import { cleanHighlight, cleanMarkdown } from "../sanitize.js";
import { boxUnseen, nodesFor } from "../unseen_boxes.js";

const SLICE_MS = 8; // of painting at a time
const AT_ONCE = 3_000; // characters: colours that are known are painted with the text
const PAUSE_MS = 120; // between two looks at code that grows
const MOST_KEPT = 100; // elements
const FOLDED = 30; // lines that are left of folded code
const PAUSES = 6; // and so many times as long as the last look took

export class CodeBlock {
  // `element`: what Markdown has made of code inside a list or a quotation; none for a block of its own.
  constructor(language, element = codeElement(language)) {
    this.language = language;
    this.element = element;
    this.code = element.querySelector("code");
    this.isComplete = false;
    this.isPlain = false; // never coloured
    this.nextLook = 0;
    element.codeBlock = this;
    this.clear();
  }

  clear() {
    this.text = "";
    this.lines = 0;
    this.coloured = "";
    this.groups = []; // {element, isLong, pieces: [{element, text, html}]}
    this.lastStart = 0; // of the last group in the text
    this.code.replaceChildren();
  }

  append(text) {
    if (!text) return;
    this.text += text;
    this.countLines(text);
    this.isComplete = false;
    const [changed, ...fresh] = cutCode(this.text.slice(this.lastStart));
    this.change(this.groups.at(-1), changed);
    for (const group of fresh) this.change(null, group);
    this.lastStart = this.text.length - lengthOf(this.groups.at(-1));
    this.look();
  }

  countLines(text) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.lines++;
    this.element.classList.toggle("is-long", this.lines > FOLDED);
  }

  change(group, { isLong, pieces }) {
    if (group && group.isLong !== isLong) {
      this.groups.pop().element.remove(); // its last line has become a long one
      group = null;
    }
    if (!group) {
      group = { element: this.code.appendChild(document.createElement("div")), isLong, pieces: [] };
      group.element.className = isLong ? "long-line" : "";
      this.groups.push(group);
    }
    pieces.forEach((text, index) => {
      group.pieces[index] ??= newPiece(group);
      writePiece(group.pieces[index], text);
    });
  }

  // The same code again, which may have grown. Returns false if it is another block.
  become(language, text) {
    if (language !== this.language) return false;
    if (!text.startsWith(this.text)) this.clear();
    this.append(text.slice(this.text.length));
    return true;
  }

  // Nothing more will come.
  complete() {
    this.isComplete = true;
    const known = !this.isPlain && keptColours(this.language, this.colourable);
    if (!known) return this.look(0);
    const work = this.paint(this.colourable, known);
    if (this.text.length > AT_ONCE || !work.next().done) whenThereIsTime(work);
  }

  // -- colours

  get colourable() {
    return this.text.slice(0, MOST_COLOURED);
  }

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

  // `text`: the beginning of the code that the colours are for.
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

// Code inside lists and quotations comes out of Markdown as plain text.
export function adoptCode(nodes, areComplete) {
  for (const element of nodes.flatMap(blocksIn)) {
    if (!element.codeBlock) {
      const text = element.querySelector("code").textContent;
      new CodeBlock(element.dataset.language, element).append(text);
    }
    if (areComplete && !element.codeBlock.isComplete) element.codeBlock.complete();
  }
}

function blocksIn(node) {
  if (node.nodeType !== Node.ELEMENT_NODE || node.keepsItself) return [];
  return node.matches(".code") ? [node] : [...node.querySelectorAll(".code")];
}

const elements = new Map(); // language -> an element to clone

function codeElement(language) {
  if (elements.size > MOST_KEPT) elements.clear();
  if (!elements.has(language)) elements.set(language, makeElement(language));
  const element = elements.get(language).cloneNode(true);
  element.keepsItself = true; // patch.js leaves it alone
  return element;
}

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

function newPiece({ element, isLong }) {
  return { element: isLong ? element.appendChild(document.createElement("span")) : element, text: "", html: "" };
}

// What is there stays; only what is new is added.
function writePiece(piece, text) {
  if (!text.startsWith(piece.text)) {
    piece.element.replaceChildren();
    piece.text = piece.html = "";
  }
  const open = piece.element.lastChild?.className === "unseen" ? piece.element.lastChild : null; // its run may go on
  open?.remove();
  const { lastChild } = piece.element;
  const more = (open?.textContent ?? "") + text.slice(piece.text.length);
  const [first, ...others] = nodesFor(more, piece.element.getElementsByClassName("unseen").length);
  if (lastChild?.nodeType === Node.TEXT_NODE && typeof first === "string") lastChild.appendData(first);
  else if (first) piece.element.append(first);
  piece.element.append(...others);
  piece.text = text;
}

function paintPiece(piece, html, text) {
  if (piece.html === html) return;
  piece.element.replaceChildren(boxUnseen(cleanHighlight(html)));
  piece.element.append(...nodesFor(piece.text.slice(text.length), piece.element.getElementsByClassName("unseen").length));
  piece.html = html;
}

function lengthOf({ pieces }) {
  return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

function isSelected(node) {
  const selection = document.getSelection();
  return selection && !selection.isCollapsed && selection.containsNode(node, true);
}
