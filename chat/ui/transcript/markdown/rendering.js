// Keeps one DOM element equal to a growing Markdown text. Finished blocks are never touched again; the live rest is patched in place.
import MarkdownIt from "../../vendor/markdown-it/markdown-it.mjs";
import { Blocks, blocksOf } from "./blocks.js";
import { adoptCode, CodeBlock } from "./code.js";
import { fillFormulas } from "./formulas.js";
import "./footnote_jump.js";
import { createMarkdown } from "./markdown.js";
import { patchNodes } from "./patch.js";
import { cleanMarkdown } from "./sanitize.js";

const markdown = createMarkdown(MarkdownIt);
const ENDS_LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc][^\p{L}\p{N}]*$/u; // Hebrew, Arabic and their relatives
const CURSOR = 8; // pixels
const SHARE = 0.2; // of the main thread, at most, for drawing one live block again and again

export class Rendering {
  constructor(root, { hasCursor = true, whenGrown = null } = {}) {
    this.root = root;
    this.source = "";
    this.blocks = new Blocks(markdown);
    this.liveNodes = [];
    this.code = null;
    this.nextAt = 0; // not before this time (performance.now)
    this.whenGrown = whenGrown;
    this.insertions = []; // {at, element}: what stands behind so many letters of the source
    this.cursor = hasCursor ? makeCursor() : null;
    this.isFinished = false;
    this.hasReferences = false;
  }

  append(text) {
    if (!text) return;
    this.source += text;
    this.blocks.push(text);
  }

  // Something that is no text: what stands before it is whole, and never drawn again.
  insert(element) {
    this.show(this.blocks.take(true));
    this.liveNodes = [];
    this.code = null;
    this.root.insertBefore(element, this.cursor?.parentNode === this.root ? this.cursor : null);
    this.insertions.push({ at: this.source.length, element });
    this.hasReferences ||= this.blocks.hasReferences;
    this.blocks = new Blocks(markdown);
  }

  // The source with words in the place of what is no text.
  sourceWith(wordsFor) {
    const texts = this.segments().map(({ text, element }) => [text.trim(), element ? wordsFor(element) : ""]);
    return this.insertions.length ? texts.flat().filter(Boolean).join("\n\n") : this.source;
  }

  segments() {
    let start = 0;
    const ends = [...this.insertions, { at: this.source.length, element: null }];
    return ends.map(({ at, element }) => ({ text: this.source.slice(start, (start = at)), element }));
  }

  get isBehind() {
    return this.blocks.isChanged;
  }

  // Draws what has arrived, unless the last time was too expensive to do it again now.
  draw(now, isForced = false) {
    if (!this.isBehind || (now < this.nextAt && !isForced)) return false;
    const start = performance.now();
    this.show(this.blocks.take());
    if (this.cursor && !this.cursor.parentNode) this.root.append(this.cursor);
    const cost = performance.now() - start;
    this.nextAt = this.code ? 0 : start + cost / SHARE;
    return true;
  }

  finish() {
    if (this.isFinished) return;
    this.isFinished = true;
    this.show(this.blocks.take(true));
    this.cursor?.remove();
    if (this.hasReferences || this.blocks.hasReferences) this.showAgain();
  }

  show({ done, live }) {
    const fresh = done.flatMap((block) => this.nodesOf(block));
    const finished = fresh.length;
    fresh.push(...this.htmlNodes(live));
    const nodes = patchNodes(this.root, this.liveNodes, fresh, this.cursor?.parentNode === this.root ? this.cursor : null);
    this.liveNodes = nodes.slice(finished);
    fillFormulas(nodes, this.whenGrown);
    adoptCode(nodes.slice(0, finished), true);
    adoptCode(this.liveNodes, false);
  }

  nodesOf(block) {
    if (block.html !== undefined) return this.htmlNodes([block]);
    const isNew = block.code !== undefined;
    if (isNew) this.code = new CodeBlock(block.language);
    const code = this.code;
    code.append(isNew ? block.code : block.more);
    if (!block.isOpen) {
      code.complete();
      this.code = null;
    }
    return isNew ? [code.element] : [];
  }

  htmlNodes(blocks) {
    const html = blocks.map((block) => block.html ?? markdown.renderer.rules.fence([{ content: block.code, info: block.language }], 0)).join("");
    return html ? [...cleanMarkdown(html).childNodes] : [];
  }

  // A link definition at the end may have made links of what was drawn as plain words before.
  showAgain() {
    const { code } = this;
    let from = this.root.firstChild;
    for (const { text, element } of this.segments()) {
      const old = [];
      for (; from && from !== element; from = from.nextSibling) old.push(from);
      const fresh = blocksOf(markdown, text).flatMap((block) => this.nodesOf(block));
      const nodes = patchNodes(this.root, old, fresh, element);
      fillFormulas(nodes, this.whenGrown);
      adoptCode(nodes, true);
      from = element?.nextSibling;
    }
    this.code = code;
  }

  // Where the cursor belongs, behind the last letter: reads layout, and returns what puts it there.
  measureCursor() {
    if (!this.cursor?.parentNode) return () => {};
    const text = lastText(this.root, this.cursor);
    const box = this.root.getBoundingClientRect();
    const end = text ? endOf(text) : null;
    const x = end ? Math.min(end.x - box.left, box.width - CURSOR) : 0;
    const y = end ? end.bottom - box.top : 20;
    return () => {
      this.cursor.style.transform = `translate(${Math.round(x + 2)}px, ${Math.round(y)}px) translateY(-100%)`;
    };
  }
}

function makeCursor() {
  const cursor = document.createElement("span");
  cursor.className = "cursor";
  cursor.setAttribute("aria-hidden", "true");
  return cursor;
}

function lastText(root, cursor) {
  for (let node = cursor.previousSibling; node && node !== root; ) {
    if (node.nodeType === Node.TEXT_NODE && node.data.trim()) return node;
    if (node.lastChild) {
      node = node.lastChild;
      continue;
    }
    while (node && node !== root && !node.previousSibling) node = node.parentNode;
    node = node === root ? null : node?.previousSibling;
  }
  return null;
}

const range = document.createRange();

function endOf(text) {
  const length = text.data.trimEnd().length;
  range.setStart(text, Math.max(0, length - 1));
  range.setEnd(text, length);
  const boxes = range.getClientRects();
  const box = boxes[boxes.length - 1];
  if (!box) return null;
  const isLeftward = ENDS_LEFTWARD.test(text.data.slice(Math.max(0, length - 16), length));
  return { x: isLeftward ? box.left - CURSOR - 4 : box.right, bottom: box.bottom };
}
