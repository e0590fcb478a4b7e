// Reads a growing text in steps of which none holds up the page: a window of it at a time, and what is one long block by the worker.
import { Blocks } from "./blocks.js";
import { DeadlineWorker } from "../deadline_worker.js";
import { markdown } from "../grammar/grammar.js";
import { readable, withoutData } from "../grammar/pictures.js";

/** @import { Step } from "./blocks.js" */
/** @typedef {{references?: Blocks["references"], footnotes?: Set<string>, isSecond?: boolean, position?: number}} Known of what is read */
/** @typedef {Step & {isWhole: boolean}} Reading `isWhole`: all text has been read */

const WINDOW = 8_000; // characters read at a time
const MOST_HERE = 50_000; // what an unfinished block may cost, about its characters; one that costs more is read by the worker
const LINE = 20; // characters that cost as much as a line
const LONGEST_BLOCK = 400_000; // a longer one ends there
const DEADLINE_MS = 3_000;
const worker = new DeadlineWorker(new URL("./worker.js", import.meta.url), DEADLINE_MS);

export class Parsing {
  /** @param {() => void} whenAnswered the worker is done, there is a step again @param {Known} [known] */
  constructor(whenAnswered, known = {}) {
    this.whenAnswered = whenAnswered;
    this.blocks = Object.assign(new Blocks(markdown), known);
    this.unread = "";
    /** @type {{step: Step, isEnd: boolean} | null} */
    this.answer = null; // of the worker, not fetched yet
    this.isAway = false; // in the worker
    this.answerMs = 0; // what the worker took last time
    this.failures = 0; // of the worker
    this.isOver = false; // the end was read
  }

  /** @param {string} text */
  push(text) {
    this.unread += text;
  }

  get hasMore() {
    return Boolean(this.unread || this.answer);
  }

  /** @param {boolean} isEnd */
  needsWorker(isEnd) {
    const { fence, tail } = this.blocks;
    if (this.answer || fence || tail.length < WINDOW) return false;
    const next = costOf(this.unread.slice(0, WINDOW));
    if (costOf(tail) + next <= MOST_HERE) return false;
    return isEnd || costOf(withoutData(tail)) + next > MOST_HERE; // the data of a picture that is still coming is not read
  }

  get position() {
    return this.blocks.position;
  }

  get hasReferences() {
    return this.blocks.hasReferences;
  }

  // What a second reading has to know.
  /** @returns {Known} */
  get known() {
    const { references, footnotes } = this.blocks;
    return { references, footnotes };
  }

  /**
   * null: the worker has it. `isEnd`: no text will follow.
   * @param {boolean} isEnd
   * @returns {Reading | null}
   */
  step(isEnd) {
    if (this.isAway) return null;
    if (this.answer) return this.takeAnswer(this.answer);
    if (this.needsWorker(isEnd)) {
      this.askWorker(isEnd);
      return null;
    }
    this.blocks.push(this.takeWindow(WINDOW));
    return this.noteEnd(this.readHere(isEnd && !this.unread), isEnd);
  }

  /** @param {boolean} isLast @returns {Step} */
  readHere(isLast) {
    try {
      return this.blocks.take(isLast);
    } catch (error) {
      console.warn(error);
      return this.asWritten();
    }
  }

  /** @param {Step} step @param {boolean} isEnd @returns {Reading} */
  noteEnd(step, isEnd) {
    this.isOver = isEnd && !this.unread;
    return { ...step, isWhole: !this.unread };
  }

  /** @param {number} most */
  takeWindow(most) {
    const end = this.unread.length <= most ? this.unread.length : this.unread.lastIndexOf("\n", most - 1) + 1 || most;
    const window = this.unread.slice(0, end);
    this.unread = this.unread.slice(end);
    return window;
  }

  /** @param {boolean} isEnd */
  async askWorker(isEnd) {
    this.isAway = true;
    const { blocks } = this;
    blocks.push(this.takeWindow(LONGEST_BLOCK));
    const isLast = (isEnd && !this.unread) || readable(blocks.tail).length > LONGEST_BLOCK;
    const start = performance.now();
    const answer = await worker.ask(() => ({ state: blocks.state, isLast }));
    this.isAway = false;
    this.answerMs = performance.now() - start;
    if (!answer) this.failures++;
    if (answer) Object.assign(blocks, answer.state);
    this.answer = { step: answer ? answer.step : this.asWritten(), isEnd };
    this.whenAnswered();
  }

  /** @param {{step: Step, isEnd: boolean}} answer */
  takeAnswer({ step, isEnd }) {
    this.answer = null;
    return this.noteEnd(step, isEnd);
  }

  // The worker was not done with it in time.
  /** @returns {Step} */
  asWritten() {
    const { tail, position } = this.blocks;
    this.blocks.moveOn(tail.length);
    return { done: [{ asWritten: tail, from: position }], live: [] };
  }
}

/** @param {string} text */
function costOf(text) {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return text.length + LINE * lines;
}
