// A code block that grows as plain text, in children of 50 lines so that layout stays cheap, and is coloured once it is complete.
import hljs from "../../vendor/highlight/highlight.mjs";
import { splitLines, cutText } from "./lines.js";
import { cleanHighlight, cleanMarkdown } from "./sanitize.js";
import { codeHead } from "./markdown.js";

const LINES_IN_PIECE = 50;
const LONGEST_COLOURED = 60_000; // characters; above, colour would hold up the page
const LONGEST_AT_ONCE = 3_000;
const SLICE_MS = 8;

export class CodeBlock {
  constructor(language) {
    this.language = language;
    this.lines = 0;
    this.element = document.createElement("div");
    this.element.className = "code";
    this.element.dir = "ltr";
    this.element.dataset.language = language;
    this.element.keepsItself = true; // patch.js leaves it alone
    this.element.append(cleanMarkdown(codeHead(language)));
    const pre = this.element.appendChild(document.createElement("pre"));
    pre.tabIndex = 0;
    this.code = pre.appendChild(document.createElement("code"));
    this.last = null;
  }

  append(text) {
    if (!text) return;
    const { pieces, rest, lines } = cutText(text, LINES_IN_PIECE, this.lines);
    for (const piece of pieces) {
      this.write(piece);
      this.last = null;
    }
    if (rest) this.write(rest);
    this.lines = lines;
  }

  write(text) {
    if (this.last) return this.last.firstChild.appendData(text);
    this.last = this.code.appendChild(document.createElement("div"));
    this.last.append(text);
  }

  close() {
    if (!hljs.getLanguage(this.language)) return;
    const size = this.code.textContent.length;
    const work = size <= LONGEST_COLOURED ? colour(this.code, this.language, size <= LONGEST_AT_ONCE ? Infinity : SLICE_MS) : null;
    if (work && !work.next().done) inSlices(work);
  }
}

// Code inside lists and quotations comes out of Markdown as one text node.
export function colourInside(nodes) {
  for (const node of nodes) {
    if (node.nodeType !== Node.ELEMENT_NODE || node.keepsItself) continue;
    for (const block of node.querySelectorAll(".code")) {
      const code = block.querySelector("code");
      const isFit = code.childElementCount === 0 && code.textContent.length <= LONGEST_COLOURED && hljs.getLanguage(block.dataset.language);
      if (isFit) inSlices(colour(code, block.dataset.language, SLICE_MS));
    }
  }
}

function* colour(code, language, sliceMs) {
  const { value } = hljs.highlight(code.textContent, { language, ignoreIllegals: true });
  const pieces = splitLines(value, LINES_IN_PIECE);
  if (sliceMs !== Infinity) yield;
  let start = performance.now();
  const hasPieces = code.childElementCount > 0;
  for (let index = 0; index < pieces.length; index++) {
    while (isSelected(code)) yield; // never break a selection
    if (!hasPieces) return code.replaceChildren(cleanHighlight(value));
    code.children[index]?.replaceChildren(cleanHighlight(pieces[index]));
    if (performance.now() - start < sliceMs) continue;
    yield;
    start = performance.now();
  }
}

function isSelected(node) {
  const selection = document.getSelection();
  return selection && !selection.isCollapsed && selection.containsNode(node, true);
}

const queue = [];
let isWaiting = false;
const whenIdle = window.requestIdleCallback ? (call) => requestIdleCallback(call, { timeout: 500 }) : (call) => setTimeout(call, 30);

function inSlices(work) {
  queue.push(work);
  if (!isWaiting) waitForNext(0);
}

function waitForNext(delay) {
  isWaiting = true;
  setTimeout(() => whenIdle(step), delay);
}

function step() {
  isWaiting = false;
  const start = performance.now();
  const work = queue.shift();
  if (!work.next().done) queue.push(work);
  if (queue.length) waitForNext(performance.now() - start < 1 ? 200 : 0); // nothing done: somebody is selecting
}
