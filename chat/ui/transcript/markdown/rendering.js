// Keeps one DOM element equal to a growing Markdown text. Finished blocks are never touched again; the live rest is patched in place.
// No text may hold up the page: it is read in steps (parsing.js) and drawn in slices (slices.js).
import { makeCursor, measureCursor } from "./cursor.js";
import { Drawing } from "./drawing.js";
import "./grammar/footnote_jump.js";
import { Parts } from "./parts.js";
import { drawInSlices, sliceFrom } from "./slices.js";

/** @typedef {{text: string, element: HTMLElement | null}} Segment and what stands behind it */

const MOST = 10_000; // elements; the rest of a longer text is plain, until the reader wants all of it
const HEAVY = 150; // weight whose layout is awaited before more is drawn
const SHARE = 0.2; // of the main thread, at most, for drawing one live block again and again

export class Rendering {
  /** @param {HTMLElement} root @param {{hasCursor?: boolean, whenGrown?: (() => void) | null}} [options] */
  constructor(root, { hasCursor = true, whenGrown = null } = {}) {
    this.root = root;
    this.whenGrown = whenGrown;
    this.source = "";
    /** @type {{at: number, element: HTMLElement}[]} */
    this.insertions = []; // {at, element}: what stands behind so many letters of the source
    /** @type {{element: HTMLElement, text: string}[]} */
    this.ahead = []; // {element, text}: what is inserted, and the text behind it, for as long as something before it is not drawn
    this.half = ""; // a "\r" at the end may be half of "\r\n"
    this.cursor = hasCursor ? makeCursor() : null;
    this.parts = new Parts(root);
    this.budget = { most: MOST, elements: 0, letters: 0 };
    this.nextAt = 0; // not before this time (performance.now)
    this.isFinished = false;
    this.timer = 0;
    this.drawing = new Drawing(this);
  }

  /** @param {string} source */
  append(source) {
    if (!source) return;
    this.source += source;
    this.add(this.withLineEnds(source));
  }

  /**
   * Something that is no text: what stands before it is whole.
   * @param {HTMLElement} element
   */
  insert(element) {
    this.endLine();
    this.insertions.push({ at: this.source.length, element });
    this.ahead.push({ element, text: "" });
    this.drawSlice();
  }

  /**
   * The source with words in the place of what is no text.
   * @param {(element: HTMLElement) => string} wordsFor
   */
  sourceWith(wordsFor) {
    const texts = this.segments().map(({ text, element }) => [text.trim(), element ? wordsFor(element) : ""]);
    return this.insertions.length ? texts.flat().filter(Boolean).join("\n\n") : this.source;
  }

  /** @returns {Segment[]} */
  segments() {
    let start = 0;
    const ends = [...this.insertions, { at: this.source.length, element: null }];
    return ends.map(({ at, element }) => ({ text: this.source.slice(start, (start = at)), element }));
  }

  // Something can be drawn now.
  get isBehind() {
    return this.drawing.isBehind || (this.drawing.isDone && this.ahead.length > 0);
  }

  /**
   * Draws what has arrived, unless the last time was too expensive to do it again now.
   * @param {number} now
   * @param {boolean} [isForced]
   */
  draw(now, isForced = false) {
    if (!this.isBehind || (now < this.nextAt && !isForced)) return false;
    this.drawSlice();
    return true;
  }

  finish() {
    if (this.isFinished) return;
    this.isFinished = true;
    this.endLine();
    this.cursor?.remove();
    this.drawSlice();
  }

  measureCursor() {
    return measureCursor(this.root, this.cursor);
  }

  // -- text

  /** @param {string} text */
  begin(text) {
    this.drawing = new Drawing(this);
    this.drawing.grow(text);
  }

  /** @param {string} text */
  add(text) {
    const last = this.ahead.at(-1);
    if (last) last.text += text;
    else this.drawing.grow(text);
  }

  /** @param {string} source */
  withLineEnds(source) {
    const text = this.half + source;
    this.half = text.endsWith("\r") && !this.isFinished ? "\r" : "";
    return text
      .slice(0, text.length - this.half.length)
      .replace(/\r\n?/g, "\n")
      .replaceAll("\0", "\ufffd");
  }

  endLine() {
    this.add(this.half && "\n");
    this.half = "";
  }

  // -- slices

  drawSlice() {
    const start = performance.now();
    const isMore = this.drawUntil(sliceFrom(start));
    this.nextAt = this.drawing.code ? 0 : start + (performance.now() - start) / SHARE;
    if (isMore) drawInSlices(this);
  }

  /** @param {number} deadline */
  drawUntil(deadline) {
    for (let weight = 0, drawn; (drawn = this.drawNext()) !== null && performance.now() < deadline;) {
      weight += drawn;
      if (weight > HEAVY) weight = this.layOut();
    }
    if (this.cursor && !this.isFinished && !this.cursor.parentNode) this.root.append(this.cursor);
    if (this.isFinished) this.tellEnd();
    this.whenGrown?.();
    return this.isBehind && !this.timer;
  }

  // Returns the weight of what was drawn; null: nothing can be drawn now.
  drawNext() {
    this.drawing.isEnded = this.isFinished || this.ahead.length > 0; // nothing will be added to it
    if (this.mustWait()) return null;
    const drawn = this.drawing.drawNext();
    const next = drawn === null && this.drawing.isDone ? this.ahead.shift() : null;
    return next ? this.goOn(next) : drawn;
  }

  /** @param {{element: HTMLElement, text: string}} next */
  goOn({ element, text }) {
    this.parts.append(element);
    this.begin(text);
    return 1;
  }

  // One long block costs its worker something each time.
  mustWait() {
    const wait = this.nextAt - performance.now();
    if (this.isFinished || wait <= 0 || !this.drawing.isExpensive) return false;
    this.timer ||= setTimeout(() => {
      this.timer = 0;
      drawInSlices(this);
    }, wait);
    return true;
  }

  /** @param {number} milliseconds */
  answered(milliseconds) {
    this.nextAt = Math.max(this.nextAt, performance.now() + milliseconds / SHARE);
    drawInSlices(this);
  }

  // What was drawn, so that its cost belongs to the slice.
  layOut() {
    if (this.root.isConnected) void this.root.parentElement?.offsetHeight;
    return 0;
  }

  tellEnd() {
    if (!this.drawing.isDone || this.ahead.length) this.root.dataset.unfinished = "";
    else {
      delete this.root.dataset.unfinished;
      this.root.style.minHeight = "";
    }
  }

  /**
   * All of a text that was too much, because the reader wants it.
   * @param {Drawing} drawing
   * @param {number} from
   */
  showAll(drawing, from) {
    this.root.style.minHeight = `${this.root.offsetHeight}px`; // what stands below stays where it is, and so does the reader
    this.budget.most = Infinity;
    if (this.insertions.length) this.drawAnew();
    else drawing.goOnFrom(from);
    drawInSlices(this);
  }

  drawAnew() {
    const [first, ...others] = this.segments();
    this.parts.clear();
    this.ahead = others.map(({ text }, index) => ({ text: this.withLineEnds(text), element: this.insertions[index].element }));
    this.begin(this.withLineEnds(first.text));
  }
}
