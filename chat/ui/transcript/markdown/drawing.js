// Draws one growing text block by block. What is too much to be drawn, or cannot be, stands there as it was written.
import { asWritten, Rest } from "./as_written.js";
import { adoptCode, CodeBlock } from "./highlighting/code.js";
import { fillFormulas } from "./formulas/formulas.js";
import { markdown } from "./grammar/grammar.js";
import { codeHtml } from "./grammar/markdown.js";
import { Parsing } from "./parsing/parsing.js";
import { Revision } from "./revision.js";
import { cleanMarkdown } from "./sanitize.js";

/** @import { Block } from "./parsing/blocks.js" */
/** @import { Known } from "./parsing/parsing.js" */
/** @import { DrawnBlock } from "./parts.js" */
/** @import { Rendering } from "./rendering.js" */

/**
 * What is to be drawn: a block; with a `place` one of the live ones; `end`: no more live blocks; `plain`: more of the rest.
 * @typedef {Partial<Block> & {place?: number, end?: number, plain?: string, isAgain?: boolean, isRevised?: boolean}} Item
 */

const LARGEST = 4_000; // elements that are drawn at once, where a block cannot be cut
const LARGE = 800; // elements of an entry that is laid out as it is drawn, not all at once when it comes into sight
const MOST_COLOURED = 400_000; // characters of code
const MOST_FAILURES = 2; // of the worker
const CODE = 8; // elements around a block of code
const LETTERS = 400; // of code that weigh as much as an element
const PLAIN = 30_000; // characters of plain text drawn at a time

export class Drawing {
  /** @param {Rendering} rendering where it is drawn, what is told when, and how much may be drawn at all */
  constructor(rendering) {
    this.rendering = rendering;
    this.parts = rendering.parts;
    this.text = "";
    this.isEnded = false; // nothing will be added
    this.isClosed = false; // the end of the text has been read
    /** @type {CodeBlock | null} */
    this.code = null; // the open one
    /** @type {DrawnBlock[]} */
    this.settled = []; // in their order: link definitions may change them (revision.js)
    /** @type {Rest | null} */
    this.rest = null;
    this.unshown = ""; // of the rest
    /** @type {Revision | null} */
    this.revision = null;
    /** @type {Item[]} */
    this.items = [];
    this.liveElements = 0;
    this.parsing = this.read(0);
  }

  /** @param {string} text */
  grow(text) {
    this.text += text;
    if (this.rest) this.unshown += text;
    else this.parsing.push(text);
  }

  // Something can be drawn now.
  get isBehind() {
    if (this.items.length) return true;
    if (this.rest) return this.unshown !== "";
    if (this.revision) return !this.revision.isAway;
    return !this.isClosed && !this.parsing.isAway && (this.parsing.hasMore || this.isEnded);
  }

  get isDone() {
    if (this.items.length || !this.isEnded) return false;
    return this.rest ? this.unshown === "" : this.isClosed && !this.revision;
  }

  get isExpensive() {
    return !this.items.length && !this.rest && !this.isEnded && this.parsing.needsWorker(false);
  }

  // Returns the weight of what was drawn; null: nothing can be drawn now.
  drawNext() {
    if (!this.items.length && this.isBehind) this.readOn();
    const next = this.items.shift();
    return next ? this.take(next) : null;
  }

  // -- what is to be drawn

  /**
   * Reads from this place in the text.
   * @param {number} from
   * @param {Known} [known]
   */
  read(from, known) {
    /** @type {Parsing} */
    const parsing = new Parsing(() => this.rendering.answered(parsing.answerMs), { ...known, position: from });
    parsing.push(this.text.slice(from));
    this.parsing = parsing;
    this.items = [];
    this.rest = null;
    this.isClosed = false;
    return parsing;
  }

  readOn() {
    if (this.rest) return this.readPlain();
    if (this.revision) return this.revise();
    const step = this.parsing.step(this.isEnded);
    if (!step) return;
    if (this.parsing.failures > MOST_FAILURES) return void this.beginRest(step.done[0].from, 0);
    this.items = step.done;
    if (step.isWhole) this.items = [...step.done, ...step.live.map((block, place) => ({ ...block, place })), { end: step.live.length }];
    this.isClosed = this.parsing.isOver;
    if (this.isClosed && this.parsing.hasReferences) this.revision = new Revision(this, () => this.rendering.answered(0));
  }

  revise() {
    if (!this.revision) return;
    this.items = this.revision.read();
    if (this.revision.isOver) this.items.push({ isRevised: true });
  }

  readPlain() {
    this.items.push({ plain: this.unshown.slice(0, PLAIN) });
    this.unshown = this.unshown.slice(PLAIN);
  }

  /** @param {Item} item @returns {number} */
  take(item) {
    if (item.isAgain) return this.revision?.draw(item) ?? 0;
    if (item.isRevised) return this.endRevision();
    if (item.end !== undefined) return this.parts.trim(item.end);
    if (item.more !== undefined) return this.growCode(item.more, item.isOpen);
    if (item.plain !== undefined) return this.rest?.append(item.plain) ?? 0;
    const { elements = CODE } = item;
    if (elements > LARGEST) return this.showAsWritten(item);
    if (this.isTooMuch(item, elements)) return this.beginRest(item.from ?? 0, item.place ?? 0);
    try {
      return this.show(item);
    } catch (error) {
      console.warn(error);
      return this.showAsWritten(item);
    }
  }

  /** @param {Item} item @param {number} elements */
  isTooMuch({ place }, elements) {
    const { budget } = this.rendering;
    this.liveElements = place ? this.liveElements + elements : elements;
    return budget.elements + this.liveElements > budget.most;
  }

  endRevision() {
    this.revision = null;
    return 0;
  }

  /** @param {Item} item */
  showAsWritten(item) {
    const next = this.items.find(({ from }) => from !== undefined)?.from;
    const end = next ?? (item.place === undefined ? this.parsing.position : this.text.length);
    return this.show({ asWritten: this.text.slice(item.from, end), place: item.place });
  }

  // -- blocks

  /** @param {Item} item */
  show(item) {
    const { place, elements = CODE, weight = CODE } = item;
    const before = this.parts.live[place ?? 0];
    const html = htmlOf(item);
    const isSame = before && html !== undefined && before.html === html;
    const nodes = isSame ? before.nodes : this.parts.put(this.nodesOf(item, html), place ?? 0, weight);
    if (place === undefined) this.settle({ html, nodes }, elements);
    else this.parts.live[place] = { html, nodes };
    this.fill(nodes, place === undefined);
    return weight;
  }

  /** @param {DrawnBlock} block @param {number} elements */
  settle(block, elements) {
    const { budget, root } = this.rendering;
    this.parts.settle();
    this.settled.push(block);
    budget.elements += elements;
    if (budget.elements > LARGE) root.closest(".entry")?.classList.add("is-large");
  }

  /** @param {Node[]} nodes @param {boolean} areComplete */
  fill(nodes, areComplete) {
    adoptCode(nodes, areComplete);
    fillFormulas(nodes, this.rendering.whenGrown);
  }

  /** @param {Item} item @param {string | undefined} html @returns {Node[]} */
  nodesOf(item, html) {
    if (html !== undefined) return html ? [...cleanMarkdown(html).childNodes] : [];
    if (item.asWritten !== undefined) return [asWritten(item.asWritten)];
    const { code = "", language = "", isOpen } = item;
    const block = new CodeBlock(language);
    block.isPlain = this.rendering.budget.letters > MOST_COLOURED;
    this.code = block;
    this.growCode(code, isOpen);
    return [block.element];
  }

  /** @param {string} more @param {boolean} [isOpen] */
  growCode(more, isOpen) {
    this.code?.append(more);
    this.rendering.budget.letters += more.length;
    if (!isOpen) {
      this.code?.complete();
      this.code = null;
    }
    return more.length / LETTERS;
  }

  // -- too much

  /** @param {number} from @param {number} place */
  beginRest(from, place) {
    this.parts.trim(place);
    this.items = [];
    this.rest = new Rest(() => this.rendering.showAll(this, from));
    this.parts.append(this.rest.element);
    this.unshown = this.text.slice(from);
    return 0;
  }

  /** @param {number} place */
  goOnFrom(place) {
    this.rest?.element.remove();
    this.read(place, this.parsing.known);
  }
}

/**
 * Code that stands by itself is no HTML once it is finished.
 * @param {Item} item
 */
function htmlOf({ html, code, language = "", place }) {
  if (code === undefined || place === undefined) return html;
  return codeHtml(markdown.utils.escapeHtml, code, language);
}
