// Cuts a growing Markdown text into top-level blocks: finished ones, which no later text can change, and the live rest.
// No DOM here. Work: each finished block is parsed a few times, an open code fence never again.
//
// Only whole lines decide what is finished: "2" is a paragraph until it turns out to be the "2." that goes on with the list above.

import { withoutData } from "./pictures.js";

// A last line that only has signs is not drawn before it goes on: "-" below a line would make a heading of it for a moment, and "#", "|--",
// "**" or "```" are nothing yet. "> [!NO" will be the head of an alert.
const UNDECIDED = /^[-=*_+#>|:~`$\s]+$|^[\s>]*>\s?\[!?[A-Z]{0,9}\]?$/;
const NUMBER = /^\s*[0-9]{1,9}[.)]?\s*$/; // of the next item of a list, as long as nothing follows
const NUMBERED = /^\s*[0-9]{1,9}[.)]\s/;
const LONGEST_UNDECIDED = 200; // letters
const EMPTY = /^[ \t]*$/; // at the end of a text no line
const FENCE = /^(`{3,}|~{3,})([^\n]*)\n/;

export class Blocks {
  constructor(markdown) {
    this.markdown = markdown;
    this.tail = ""; // text that no finished block holds yet
    this.fence = null; // {mark, closing, held}: an open fence at the top level, whose text goes out as it comes
    this.references = {};
    this.footnotes = new Set(); // their labels
    this.hasReferences = false; // link definitions and footnotes may change what is finished: render once more at the end
    this.carry = ""; // a "\r" at the end of a chunk may be half of "\r\n"
    this.isChanged = false;
  }

  push(text) {
    text = this.carry + text;
    this.carry = "";
    if (text.endsWith("\r")) {
      this.carry = "\r";
      text = text.slice(0, -1);
    }
    if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
    if (text.includes("\0")) text = text.replace(/\0/g, "\ufffd");
    this.tail += text;
    this.isChanged = true;
  }

  // -> {done, live}: lists of {html} | {code: text, language, isOpen} | {more: text, isOpen} (goes on with the open code)
  take(isLast = false) {
    const done = [];
    if (isLast && this.carry) {
      this.tail += "\n";
      this.carry = "";
    }
    this.isChanged = false;
    for (;;) {
      if (this.fence && !this.takeFence(done, isLast)) return { done, live: [] };
      const live = this.takeBlocks(done, isLast);
      if (live) return { done, live };
    }
  }

  // Returns the live blocks, or null when a fence has opened whose text is to be read on.
  takeBlocks(done, isLast) {
    if (!this.tail) return [];
    const env = { references: { ...this.references }, footnotes: this.footnotes, isGrowing: !isLast };
    const blocks = split(this.markdown.parse(isLast ? this.tail : decided(withoutData(this.tail)), env));
    if (Object.keys(env.references).length || env.footnotes.size || env.hasOpenNotes) this.hasReferences = true;
    if (isLast) {
      done.push(...blocks.map((block) => this.render(block, env)));
      this.tail = "";
      return [];
    }
    const wholeLines = countLines(this.tail);
    let first = blocks.length - 1;
    while (first > 0 && blocks[first].line >= wholeLines) first--;
    if (first < 0) return [];
    first = Math.min(first, firstOpen(blocks));
    const opening = this.openFence(blocks[first], first === blocks.length - 1, wholeLines);
    done.push(...blocks.slice(0, first).map((block) => this.render(block, env)));
    this.cut(blocks[first].line, env);
    if (opening) {
      this.startFence(opening, done);
      return null;
    }
    return blocks.slice(first).map((block) => this.render(block, env));
  }

  cut(line, env) {
    const offset = offsetOfLine(this.tail, line);
    if (!offset) return;
    if (this.hasReferences && Object.keys(env.references).length !== Object.keys(this.references).length) {
      const before = { references: { ...this.references } };
      this.markdown.parse(this.tail.slice(0, offset), before);
      this.references = before.references;
    }
    this.tail = this.tail.slice(offset);
  }

  openFence(block, isLastBlock, wholeLines) {
    const token = block.tokens[0];
    if (!isLastBlock || token.type !== "fence" || block.line >= wholeLines) return null;
    return FENCE.exec(this.tail.slice(offsetOfLine(this.tail, block.line)));
  }

  startFence(opening, done) {
    this.tail = this.tail.slice(opening[0].length);
    this.fence = { closing: new RegExp(`^ {0,3}\\${opening[1][0]}{${opening[1].length},}[ \\t]*$`), mark: opening[1][0] };
    done.push({ code: "", language: this.markdown.languageOf(opening[2]), isOpen: true });
  }

  // Moves what is certainly code from the tail to `done`. Returns whether the fence has closed.
  takeFence(done, isLast) {
    let taken = 0;
    let isClosed = false;
    const mayClose = new RegExp(`^(?: {0,3}\\${this.fence.mark}+)?[ \\t]*$`); // or be empty
    while (taken < this.tail.length) {
      const end = this.tail.indexOf("\n", taken);
      const line = end < 0 ? this.tail.slice(taken) : this.tail.slice(taken, end);
      if (this.isAtLineStart(taken)) {
        isClosed = this.fence.closing.test(line) && (end >= 0 || isLast);
        if (isClosed || (end < 0 && (isLast ? EMPTY : mayClose).test(line))) break;
      }
      taken = end < 0 ? this.tail.length : end + 1;
    }
    const text = this.tail.slice(0, taken);
    if (text) this.fence.isInLine = !text.endsWith("\n");
    this.tail = this.tail.slice(taken);
    const isOver = isClosed || isLast;
    if (text || isOver) done.push({ more: text, isOpen: !isOver });
    if (!isOver) return false;
    if (isClosed) this.tail = this.tail.slice(this.tail.indexOf("\n") < 0 ? this.tail.length : this.tail.indexOf("\n") + 1);
    this.fence = null;
    return true;
  }

  isAtLineStart(offset) {
    return offset ? this.tail[offset - 1] === "\n" : !this.fence.isInLine;
  }

  render(block, env) {
    const token = block.tokens[0];
    if (token.type === "fence" || token.type === "code_block") {
      return { code: token.content, language: this.markdown.languageOf(token.info), isOpen: false };
    }
    return { html: this.markdown.renderer.render(block.tokens, this.markdown.options, env) };
  }
}

// The whole text at once, as the growing text must look in the end.
export function blocksOf(markdown, text) {
  const env = {};
  const reader = new Blocks(markdown);
  return split(markdown.parse(text, env)).map((block) => reader.render(block, env));
}

function split(tokens) {
  const blocks = [];
  let start = 0;
  tokens.forEach((token, index) => {
    if (token.level !== 0 || token.nesting === 1) return;
    blocks.push({ tokens: tokens.slice(start, index + 1), line: tokens[start].map ? tokens[start].map[0] : 0 });
    start = index + 1;
  });
  return blocks;
}

function decided(text) {
  const start = text.lastIndexOf("\n") + 1;
  const line = text.slice(start, start + LONGEST_UNDECIDED);
  if (UNDECIDED.test(line)) return text.slice(0, start);
  const above = text.slice(text.lastIndexOf("\n", start - 2) + 1, start);
  return NUMBER.test(line) && NUMBERED.test(above) ? text.slice(0, start) : text;
}

// The first block of which nobody can say yet where it ends, or the one above it, if that went on were this one none of its own.
function firstOpen(blocks) {
  const open = blocks.findIndex(({ tokens }) => tokens[0].meta?.isOpen);
  if (open < 0) return blocks.length;
  return open > 0 && blocks[open - 1].tokens[0].map?.[1] === blocks[open].line ? open - 1 : open;
}

function countLines(text) {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function offsetOfLine(text, line) {
  let offset = 0;
  for (; line > 0; line--) {
    const end = text.indexOf("\n", offset);
    if (end < 0) return text.length;
    offset = end + 1;
  }
  return offset;
}
