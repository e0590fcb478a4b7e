// The list of entries of one lane: takes what Python sends, builds and changes entries, draws what grows.
import { build, icon } from "./actions.js";
import { Clicks } from "./clicks.js";
import { EntryList } from "./entry_list.js";
import { Greeting } from "./greeting.js";
import { Reply } from "./messages/reply.js";
import { Sleeper } from "./sleeper.js";
import { tellLane } from "./surroundings.js";
import { followAddress } from "./reading/address.js";
import { holdFocus } from "./reading/focus.js";
import { inNextFrame, leaveFrame } from "./reading/frames.js";
import { forget, reveal } from "./reading/revealing.js";
import { Scrolling } from "./reading/scrolling.js";

/** @import { Busy, Changes, Entry, Message, Options, Picture, PromptEntry, ReplyEntry, Start, ToolChange } from "./wire.js" */
/** @import { Marks } from "./reading/revealing.js" */

/** @typedef {(name: "action" | "older" | "first" | "whole" | "resync", payload: object) => void} Emit reaches Python */

const SHORT = 50000; // characters
const TICK_MS = 200;

export class View {
  /** @param {HTMLElement} root @param {Emit} emit @param {Partial<Options>} [options] */
  constructor(root, emit, { isCompact = false, hidesNames = false, alias = "", path = "" } = {}) {
    this.root = root;
    this.emit = emit;
    this.isCompact = isCompact;
    this.hidesNames = hidesNames;
    this.alias = alias;
    this.path = path;
    this.busy = { lane: "", chat: "" };
    this.seen = 0;
    this.skew = 0;
    this.waiting = /** @type {Map<string, (text: string) => void>} */ (new Map()); // by their turns: prompts asked for in whole
    this.marks = /** @type {Marks | null} */ (null);
    this.revealing = /** @type {AbortController | null} */ (null);
    this.timer = /** @type {number | null} */ (null);
    this.ticker = /** @type {number | null} */ (null);
    this.arrivedAt = 0;
    this.hasOlder = this.isAsking = this.isLost = false;
    root.classList.toggle("is-compact", isCompact);
    root.view = this;
    root.append(
      build('<div class="transcript-scroller" tabindex="0" role="group" aria-label="Messages"><div class="transcript-list"></div></div>'),
      build(`<button type="button" class="to-latest" hidden>${icon("down")}<span>Jump to latest</span></button>`),
      build('<div class="only-spoken" aria-live="polite"></div>'),
    );
    const [scroller, button, spoken] = /** @type {HTMLElement[]} */ ([...root.children].slice(-3));
    this.scroller = scroller;
    this.button = button;
    this.spoken = spoken;
    this.hasWords = false;
    this.list = /** @type {HTMLElement} */ (this.scroller.firstElementChild);
    this.shown = new EntryList(this, this.scroller);
    this.entries = this.shown.entries;
    this.scrolling = new Scrolling(this.scroller, this.list, this.button, {
      whenNearStart: () => this.askForOlder(),
      whenMoved: () => this.shown.lookSoon(),
    });
    this.clicks = new Clicks(this);
    this.scroller.addEventListener("keydown", (event) => this.pressed(event));
    this.onVisible = () => document.hidden || this.drawAll();
    document.addEventListener("visibilitychange", this.onVisible);
  }

  now() {
    return Date.now() + this.skew;
  }

  // -- what Python sends

  /** @param {Start} start */
  replace({ seq, now, entries, hasOlder, busy }) {
    this.skew = now * 1000 - Date.now();
    this.seen = seq;
    this.busy = busy;
    this.isAsking = this.isLost = false;
    this.hasOlder = hasOlder;
    this.scrolling.isFollowing = true;
    this.shown.replace(entries);
    this.tellLane();
    this.tellPanel();
  }

  /** A gap in the numbers means that something was lost on the way. @param {Message} message */
  apply([seq, now, ops]) {
    if (seq <= this.seen) return;
    const isWhole = ops[0]?.[0] === "r";
    if (seq !== this.seen + 1 && !isWhole) return this.askForAll();
    this.seen = seq;
    this.skew = now * 1000 - Date.now();
    const isMoreThanText = ops.some(([name]) => name !== "t");
    const giveFocusBack = isMoreThanText && holdFocus(this.list, ops.at(-1)?.[0] === "r");
    for (const [name, ...args] of ops) /** @type {any} */ (this)[OPS[name]](...args);
    this.draw();
    this.settle();
    if (!giveFocusBack) return;
    giveFocusBack();
    this.tellLane();
  }

  tellLane() {
    tellLane(this);
  }

  // An empty chat looks different, and so does one that only has a greeting (chat.css).
  tellPanel() {
    const panel = this.root.closest(".chat-panel");
    const kinds = new Set([...this.entries.values()].map(({ entry }) => entry.kind));
    if (kinds.size) panel?.setAttribute("data-holds", [...kinds].join(" "));
    else panel?.removeAttribute("data-holds");
  }

  askForAll() {
    if (this.isLost) return;
    this.isLost = true; // until everything has been sent again
    this.emit("resync", {});
  }

  // The first of them: the chat has an address.
  noteWords() {
    if (!this.hasWords) followAddress(this.root, this.path);
    this.hasWords = true;
  }

  /** @param {number} key @param {"t" | "h" | "w"} kind @param {string} text */
  takeText(key, kind, text) {
    this.noteWords();
    const entry = this.shown.awake(key);
    if (entry instanceof Reply) entry.append(KINDS[kind], text, this.now() / 1000);
  }

  /** @param {number} key @param {Picture} picture */
  takePicture(key, picture) {
    this.noteWords();
    const entry = this.shown.awake(key);
    if (entry instanceof Reply) entry.insert(picture);
  }

  /** @param {number} key @param {ToolChange[]} changes */
  takeTools(key, changes) {
    this.noteWords();
    const entry = this.shown.awake(key);
    if (entry instanceof Reply) entry.changeTools(changes);
  }

  /** @param {number} key @param {Changes} changes */
  takeChange(key, changes) {
    const entry = this.entries.get(key);
    if (!entry || entry instanceof Greeting) return;
    const hasTurned = entry.change(changes);
    if (entry instanceof Sleeper && entry.mustWake) this.shown.wake(entry);
    if (!hasTurned) return;
    const { status } = /** @type {ReplyEntry} */ (entry.entry).state;
    this.spoken.textContent = entry.isRunning ? "Answering" : (ENDS[status] ?? "Answer ended");
  }

  /** @param {number[]} keys @param {Entry[]} added @param {boolean} hasOlder */
  takeList(keys, added, hasOlder) {
    const isNewAtEnd = added.length > 0 && added.at(-1)?.key === keys.at(-1);
    if (isNewAtEnd) this.scrolling.isFollowing = true;
    this.shown.arrange(keys, added);
    this.arrivedAt = performance.now();
    this.tellPanel();
    this.hasOlder = hasOlder;
    this.isAsking = false;
    if (isNewAtEnd && this.entries.get(keys[keys.length - 1])?.isRunning) this.spoken.textContent = "Answering";
  }

  /** @param {Busy} busy */
  takeBusy(busy) {
    this.busy = busy;
    for (const entry of this.entries.values()) entry.setBusy(busy);
  }

  /** @param {string} turn @param {string} text */
  takePrompt(turn, text) {
    this.waiting.get(turn)?.(text);
    this.waiting.delete(turn);
  }

  /** @param {Partial<Options>} options */
  takeOptions(options) {
    Object.assign(this, options);
    for (const entry of this.entries.values()) if (entry instanceof Reply || entry instanceof Greeting) entry.show();
  }

  askForOlder() {
    if (!this.hasOlder || this.isAsking) return;
    this.isAsking = true;
    this.emit("older", {});
  }

  /** "Home" is the beginning of the chat, not of what is here of it. @param {KeyboardEvent} event */
  pressed(event) {
    if (event.key !== "Home" || !this.hasOlder || !this.scrolling.isReading(event)) return;
    event.preventDefault();
    reveal(this);
    this.emit("first", {});
  }

  /** @param {string} turn @returns {Promise<string>} */
  wholePrompt(turn) {
    return new Promise((resolve) => {
      this.waiting.set(turn, resolve);
      this.emit("whole", { turn });
    });
  }

  // -- drawing

  /** @returns {Generator<Reply>} */
  *running() {
    for (const entry of this.entries.values()) if (entry instanceof Reply && entry.isRunning) yield entry;
  }

  /** @param {boolean} [isForced] */
  draw(isForced = false) {
    let wait = 0;
    for (const entry of this.running()) wait = Math.max(wait, entry.draw(performance.now(), isForced));
    if (!wait || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.draw();
      this.settle();
    }, wait + 1);
  }

  drawAll() {
    this.draw(true);
    this.settle();
  }

  grown() {
    this.settle();
  }

  // Once a frame, after all writing: keep the end in sight, put the cursors in their places.
  settle() {
    const entries = [...this.running()];
    if (entries.length && !this.ticker) this.ticker = setInterval(() => this.tick(), TICK_MS);
    inNextFrame(this);
  }

  measure() {
    const cursors = [...this.running()].map((entry) => entry.rendering.measureCursor());
    const follow = this.scrolling.measure();
    return () => {
      for (const place of cursors) place();
      follow();
    };
  }

  tick() {
    if (document.hidden) return;
    let count = 0;
    for (const entry of this.running()) {
      entry.tick(this.now());
      count++;
    }
    if (count) return;
    clearInterval(this.ticker ?? 0);
    this.ticker = null;
  }

  // -- what the reader does

  /** @param {string} action @param {PromptEntry | ReplyEntry} entry @param {object} [more] */
  act(action, entry, more = {}) {
    this.emit("action", { action, turn: entry.turn, reply: entry.kind === "reply" ? entry.reply : "", ...more });
  }

  /**
   * A very long text does not fit through the page's socket.
   * @param {string} action
   * @param {PromptEntry | ReplyEntry} entry
   * @param {string} text
   */
  async actWithText(action, entry, text) {
    const large = text.length > SHORT ? await import("../composer/large_text.js") : null;
    this.act(action, entry, large?.isLarge(text) ? { paste: await large.postText(text) } : { text });
  }

  close() {
    forget(this);
    this.shown.close();
    this.scrolling.close();
    this.clicks.close();
    document.removeEventListener("visibilitychange", this.onVisible);
    leaveFrame(this);
    clearInterval(this.ticker ?? 0);
    clearTimeout(this.timer ?? 0);
  }
}

/** @type {Record<string, string>} */
const ENDS = { done: "Answer complete", failed: "" };
/** @type {Record<"t" | "h" | "w", "text" | "thinking" | "restart">} */
const KINDS = { t: "text", h: "thinking", w: "restart" };
/** @type {Record<string, string>} */
const OPS = {
  t: "takeText",
  i: "takePicture",
  u: "takeTools",
  c: "takeChange",
  l: "takeList",
  b: "takeBusy",
  p: "takePrompt",
  o: "takeOptions",
  r: "replace",
};
