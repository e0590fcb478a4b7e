// Cuts a growing Markdown text into top-level blocks: finished ones, which no later text can change, and the live rest.
// No DOM here. Work: each finished block is parsed a few times, an open code fence never again.
//
// Only whole lines decide what is finished: "2" is a paragraph until it turns out to be the "2." that goes on with the list above.
import { chunksOf } from "./chunks.js";
import { languageOf } from "../grammar/markdown.js";
import { withoutData } from "../grammar/pictures.js";

/** @import { Env, MarkdownIt, Token } from "markdown-it" */

// A last line that only has signs is not drawn before it goes on: "-" below a line would make a heading of it for a moment, and "#", "|--",
// "**" or "```" are nothing yet. "> [!NO" will be the head of an alert.
const UNDECIDED = /^[-=*_+#>|:~`$\s]+$|^[\s>]*>\s?\[!?[A-Z]{0,9}\]?$/;
const NUMBER = /^\s*[0-9]{1,9}[.)]?\s*$/; // of the next item of a list, as long as nothing follows
const NUMBERED = /^\s*[0-9]{1,9}[.)]\s/;
const LONGEST_UNDECIDED = 200; // letters
const EMPTY = /^[ \t]*$/; // at the end of a text no line
const FENCE = /^(`{3,}|~{3,})([^\n]*)\n/;

/**
 * A piece of the text: HTML, code, more of the code that is open, or words as they were written. `from`: where it begins in the whole text.
 * @typedef {{html?: string, elements?: number, weight?: number, code?: string, language?: string, more?: string, isOpen?: boolean,
 *   asWritten?: string, from: number}} Block
 */
/** @typedef {{done: Block[], live: Block[]}} Step */
/** @typedef {{mark: string, closing: RegExp, isInLine?: boolean}} Fence at the top level, open: its text goes out as it comes */
/** @typedef {{tokens: Token[], line: number}} TopBlock */
/** @typedef {Env & {footnotes?: Set<string>, isGrowing?: boolean, hasOpenNotes?: boolean}} GrowingEnv */

export class Blocks {
  /** @param {MarkdownIt} markdown */
  constructor(markdown) {
    this.markdown = markdown;
    this.tail = ""; // text that no finished block holds yet
    this.position = 0; // where it begins in the whole text, whose lines end with "\n"
    /** @type {Fence | null} */
    this.fence = null;
    /** @type {NonNullable<Env["references"]>} */
    this.references = {};
    /** @type {Set<string>} */
    this.footnotes = new Set(); // their labels
    /** @type {number[]} */
    this.lines = []; // where those of the tail begin
    this.hasReferences = false; // link definitions and footnotes may change what is finished: render once more at the end
    this.isSecond = false; // everything is known of the text: it is read once more
    this.carry = ""; // a "\r" at the end of a chunk may be half of "\r\n"
    this.isChanged = false;
  }

  // What a worker needs to go on with it.
  get state() {
    const { markdown, lines, ...state } = this;
    return state;
  }

  /** @param {string} text */
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

  /**
   * A large block is several of them (chunks.js).
   * @param {boolean} [isLast]
   * @returns {Step}
   */
  take(isLast = false) {
    /** @type {Block[]} */
    const done = [];
    if (isLast && this.carry) {
      this.tail += "\n";
      this.carry = "";
    }
    this.isChanged = false;
    for (;;) {
      if (this.fence && !this.takeFence(this.fence, done, isLast)) return { done, live: [] };
      const live = this.takeBlocks(done, isLast);
      if (live) return { done, live };
    }
  }

  /** @param {boolean} isGrowing */
  newEnv(isGrowing) {
    return { references: { ...this.references }, footnotes: this.footnotes, isGrowing, hasOpenNotes: false };
  }

  /**
   * Returns the live blocks, or null when a fence has opened whose text is to be read on.
   * @param {Block[]} done
   * @param {boolean} isLast
   * @returns {Block[] | null}
   */
  takeBlocks(done, isLast) {
    if (!this.tail) return [];
    this.lines = lineStarts(this.tail);
    const env = this.newEnv(!isLast && !this.isSecond);
    const blocks = split(this.markdown.parse(isLast ? this.tail : decided(withoutData(this.tail)), env));
    if (Object.keys(env.references).length || env.footnotes.size || env.hasOpenNotes) this.hasReferences = true;
    if (isLast) {
      this.references = env.references;
      done.push(...blocks.flatMap((block) => this.render(block, env)));
      this.moveOn(this.tail.length);
      return [];
    }
    const wholeLines = this.lines.length - 1;
    let first = blocks.length - 1;
    while (first > 0 && blocks[first].line >= wholeLines) first--;
    if (first < 0) return [];
    first = Math.min(first, firstOpen(blocks));
    const opening = this.openFence(blocks[first], first === blocks.length - 1, wholeLines);
    const fresh = blocks.slice(0, first).flatMap((block) => this.render(block, env));
    const live = opening ? null : blocks.slice(first).flatMap((block) => this.render(block, env));
    done.push(...fresh);
    this.cut(blocks[first].line, env);
    if (opening) this.startFence(opening, done);
    return live;
  }

  /** @param {number} line @param {{references: Record<string, any>}} env */
  cut(line, env) {
    const offset = this.lines[line] ?? this.tail.length;
    if (!offset) return;
    if (this.hasReferences && Object.keys(env.references).length !== Object.keys(this.references).length) {
      const before = { references: { ...this.references } };
      this.markdown.parse(this.tail.slice(0, offset), before);
      this.references = before.references;
    }
    this.moveOn(offset);
  }

  /** @param {number} length */
  moveOn(length) {
    this.tail = this.tail.slice(length);
    this.position += length;
  }

  /** @param {TopBlock} block @param {boolean} isLastBlock @param {number} wholeLines */
  openFence(block, isLastBlock, wholeLines) {
    const token = block.tokens[0];
    if (!isLastBlock || token.type !== "fence" || block.line >= wholeLines) return null;
    return FENCE.exec(this.tail.slice(this.lines[block.line]));
  }

  /** @param {RegExpExecArray} opening @param {Block[]} done */
  startFence(opening, done) {
    const from = this.position;
    this.moveOn(opening[0].length);
    this.fence = { closing: new RegExp(`^ {0,3}\\${opening[1][0]}{${opening[1].length},}[ \\t]*$`), mark: opening[1][0] };
    done.push({ code: "", language: languageOf(opening[2]), isOpen: true, from });
  }

  /**
   * Moves what is certainly code from the tail to `done`. Returns whether the fence has closed.
   * @param {Fence} fence
   * @param {Block[]} done
   * @param {boolean} isLast
   */
  takeFence(fence, done, isLast) {
    let taken = 0;
    let isClosed = false;
    const mayClose = new RegExp(`^(?: {0,3}\\${fence.mark}+)?[ \\t]*$`); // or be empty
    while (taken < this.tail.length) {
      const end = this.tail.indexOf("\n", taken);
      const line = end < 0 ? this.tail.slice(taken) : this.tail.slice(taken, end);
      if (this.isAtLineStart(taken)) {
        isClosed = fence.closing.test(line) && (end >= 0 || isLast);
        if (isClosed || (end < 0 && (isLast ? EMPTY : mayClose).test(line))) break;
      }
      taken = end < 0 ? this.tail.length : end + 1;
    }
    const text = this.tail.slice(0, taken);
    if (text) fence.isInLine = !text.endsWith("\n");
    const isOver = isClosed || isLast;
    if (text || isOver) done.push({ more: text, isOpen: !isOver, from: this.position });
    this.moveOn(taken);
    if (!isOver) return false;
    if (isClosed) this.moveOn(this.tail.indexOf("\n") + 1 || this.tail.length);
    this.fence = null;
    return true;
  }

  /** @param {number} offset */
  isAtLineStart(offset) {
    return offset ? this.tail[offset - 1] === "\n" : !this.fence?.isInLine;
  }

  /** @param {TopBlock} block @param {Env} env @returns {Block[]} */
  render({ tokens, line }, env) {
    const [first] = tokens;
    if (first.type === "fence" || first.type === "code_block") {
      return [{ code: first.content, language: languageOf(first.info), isOpen: false, from: this.placeOf(line) }];
    }
    return chunksOf(tokens).map(({ tokens: some, line: start, elements, weight }) => ({
      html: this.markdown.renderer.render(some, this.markdown.options, env),
      elements,
      weight,
      from: this.placeOf(start),
    }));
  }

  /** @param {number} line */
  placeOf(line) {
    return this.position + (this.lines[line] ?? this.tail.length);
  }
}

/**
 * The whole text at once, as the growing text must look in the end.
 * @param {MarkdownIt} markdown
 * @param {string} text
 */
export function blocksOf(markdown, text) {
  const env = {};
  const reader = new Blocks(markdown);
  reader.tail = text;
  reader.lines = lineStarts(text);
  return split(markdown.parse(text, env)).flatMap((block) => reader.render(block, env));
}

/** @param {Token[]} tokens */
function split(tokens) {
  /** @type {TopBlock[]} */
  const blocks = [];
  let start = 0;
  tokens.forEach((token, index) => {
    if (token.level !== 0 || token.nesting === 1) return;
    blocks.push({ tokens: tokens.slice(start, index + 1), line: tokens[start].map?.[0] ?? 0 });
    start = index + 1;
  });
  return blocks;
}

/** @param {string} text */
function decided(text) {
  const start = text.lastIndexOf("\n") + 1;
  const line = text.slice(start, start + LONGEST_UNDECIDED);
  if (UNDECIDED.test(line)) return text.slice(0, start);
  const above = text.slice(text.lastIndexOf("\n", start - 2) + 1, start);
  return NUMBER.test(line) && NUMBERED.test(above) ? text.slice(0, start) : text;
}

/**
 * The first block of which nobody can say yet where it ends, or the one above it, if that went on were this one none of its own.
 * @param {TopBlock[]} blocks
 */
function firstOpen(blocks) {
  const open = blocks.findIndex(({ tokens }) => tokens[0].meta?.isOpen);
  if (open < 0) return blocks.length;
  return open > 0 && blocks[open - 1].tokens[0].map?.[1] === blocks[open].line ? open - 1 : open;
}

/** @param {string} text */
function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
