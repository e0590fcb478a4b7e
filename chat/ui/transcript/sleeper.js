// An entry far from what is read: an empty box of its height, and what it is built from again when the reader comes near.
import { isRunning } from "./messages/state.js";

/** @import { Changes, Entry, PromptEntry, ReplyEntry } from "./wire.js" */

const LINE = { letters: 75, height: 27 }; // pixels
const AROUND = 90; // pixels of an entry beside its text
const SHORTEST = 60;

export class Sleeper {
  /**
   * @param {PromptEntry | ReplyEntry} entry
   * @param {HTMLElement} [article] of an entry that falls asleep; none for one that was never built
   * @param {number} [height] pixels
   */
  constructor(entry, article = newArticle(entry), height = guess(entry)) {
    this.entry = entry;
    this.isAsleep = true;
    this.isRunning = false;
    this.element = article;
    this.element.entry = this;
    this.element.replaceChildren();
    this.element.classList.add("is-asleep");
    this.element.style.height = `${height}px`;
  }

  get mustWake() {
    return this.entry.kind === "reply" && isRunning(this.entry.state);
  }

  /** @param {Changes} changes */
  change({ state, ...rest }) {
    Object.assign(this.entry, rest);
    if (state && this.entry.kind === "reply") Object.assign(this.entry.state, state);
  }

  setBusy() {
    // nothing to press
  }
}

/** @param {Entry} entry */
function newArticle(entry) {
  const article = document.createElement("article");
  article.className = `entry is-${entry.kind}`;
  Object.assign(article.dataset, { turn: entry.turn, reply: entry.kind === "reply" ? entry.reply : "" });
  return article;
}

/**
 * Its height, which the browser could tell only by laying it out.
 * @param {Entry} entry
 */
function guess({ text }) {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.ceil(line.length / LINE.letters), 0);
  return Math.max(SHORTEST, AROUND + lines * LINE.height);
}
