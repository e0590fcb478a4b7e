// The list of entries of one lane: takes what Python sends, builds and changes entries, draws what grows.
import { build, confirmOn, icon, tellReason } from "./actions.js";
import { blockClicked } from "./blocks/block_buttons.js";
import { copyEntry } from "./messages/copying.js";
import { EntryList } from "./entry_list.js";
import { EntryMenu } from "./entry_menu.js";
import { followAddress } from "./reading/address.js";
import { holdFocus } from "./reading/focus.js";
import { inNextFrame, leaveFrame } from "./reading/frames.js";
import { Quoting, quoted } from "./reading/quoting.js";
import { forget, reveal } from "./reading/revealing.js";
import { Scrolling } from "./reading/scrolling.js";

const SHORT = 50000; // characters
const TICK_MS = 200;

export class View {
  // `emit(name, payload)` reaches Python: action, older, first, whole, resync.
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
    this.waiting = new Map(); // turn -> resolve, prompts asked for in whole
    root.classList.toggle("is-compact", isCompact);
    root.view = this;
    root.append(
      build('<div class="transcript-scroller" tabindex="0" role="group" aria-label="Messages"><div class="transcript-list"></div></div>'),
      build(`<button type="button" class="to-latest" hidden>${icon("down")}<span>Jump to latest</span></button>`),
      build('<div class="only-spoken" aria-live="polite"></div>'),
    );
    this.scroller = root.querySelector(".transcript-scroller");
    this.button = root.querySelector("button");
    this.spoken = root.querySelector(".only-spoken");
    this.hasWords = false;
    this.list = this.scroller.firstChild;
    this.shown = new EntryList(this, this.scroller);
    this.entries = this.shown.entries;
    this.scrolling = new Scrolling(this.scroller, this.list, this.button, {
      whenNearStart: () => this.askForOlder(),
      whenMoved: () => this.shown.lookSoon(),
    });
    this.menu = new EntryMenu(root, (entry, action) => this.choose(entry, action));
    this.quoting = new Quoting(root, this.list, (entry, words) => this.act("quote", entry.entry, { text: quoted(words) }));
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.scroller.addEventListener("keydown", (event) => this.pressed(event));
    this.onVisible = () => document.hidden || this.drawAll();
    document.addEventListener("visibilitychange", this.onVisible);
  }

  now() {
    return Date.now() + this.skew;
  }

  // -- what Python sends

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

  // [seq, now, ops]; a gap in the numbers means that something was lost on the way
  apply([seq, now, ops]) {
    if (seq <= this.seen) return;
    const isWhole = ops[0]?.[0] === "r";
    if (seq !== this.seen + 1 && !isWhole) return this.askForAll();
    this.seen = seq;
    this.skew = now * 1000 - Date.now();
    const isMoreThanText = ops.some(([name]) => name !== "t");
    const giveFocusBack = isMoreThanText && holdFocus(this.list, ops.at(-1)[0] === "r");
    for (const [name, ...args] of ops) this[OPS[name]](...args);
    this.draw();
    this.settle();
    if (!isMoreThanText) return;
    giveFocusBack();
    this.tellLane();
  }

  // The header of a lane is fed by this: `reply` is the one that runs, or that of the newest turn; none if the lane sat
  // that out, or has only joined since.
  tellLane() {
    const newest = this.list.lastElementChild?.entry;
    const isOwn = newest?.entry.kind === "reply" && !newest.entry.isInherited;
    const reply = [...this.running()].at(-1) ?? (isOwn ? newest : null);
    const detail = {
      view: this,
      reply,
      sitsOut: !reply && newest?.entry.kind === "prompt",
      joins: !reply && Boolean(newest?.entry.isInherited),
    };
    this.root.dispatchEvent(new CustomEvent("lane-state", { bubbles: true, detail }));
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

  takeText(key, kind, text) {
    this.noteWords();
    this.shown.awake(key)?.append({ t: "text", h: "thinking", w: "restart" }[kind], text, this.now() / 1000);
  }

  takePicture(key, picture) {
    this.noteWords();
    this.shown.awake(key)?.insert(picture);
  }

  takeTools(key, changes) {
    this.noteWords();
    this.entries.get(key)?.changeTools(changes);
  }

  takeChange(key, changes) {
    const entry = this.entries.get(key);
    const hasTurned = entry?.change(changes);
    if (entry?.mustWake) this.shown.wake(entry);
    if (!hasTurned) return;
    this.spoken.textContent = entry.isRunning
      ? "Answering"
      : ({ done: "Answer complete", failed: "" }[entry.entry.state.status] ?? "Answer ended");
  }

  takeList(keys, added, hasOlder) {
    const isNewAtEnd = added.length > 0 && added.at(-1).key === keys.at(-1);
    if (isNewAtEnd) this.scrolling.isFollowing = true;
    this.shown.arrange(keys, added);
    this.arrivedAt = performance.now();
    this.tellPanel();
    this.hasOlder = hasOlder;
    this.isAsking = false;
    if (isNewAtEnd && this.entries.get(keys.at(-1))?.isRunning) this.spoken.textContent = "Answering";
  }

  takeBusy(busy) {
    this.busy = busy;
    for (const entry of this.entries.values()) entry.setBusy(busy);
  }

  takePrompt(turn, text) {
    this.waiting.get(turn)?.(text);
    this.waiting.delete(turn);
  }

  takeOptions(options) {
    Object.assign(this, options);
    for (const entry of this.entries.values()) entry.show?.();
  }

  askForOlder() {
    if (!this.hasOlder || this.isAsking) return;
    this.isAsking = true;
    this.emit("older", {});
  }

  // "Home" is the beginning of the chat, not of what is here of it.
  pressed(event) {
    if (event.key !== "Home" || !this.hasOlder || !this.scrolling.isReading(event)) return;
    event.preventDefault();
    reveal(this);
    this.emit("first", {});
  }

  wholePrompt(turn) {
    return new Promise((resolve) => {
      this.waiting.set(turn, resolve);
      this.emit("whole", { turn });
    });
  }

  // -- drawing

  *running() {
    for (const entry of this.entries.values()) if (entry.isRunning) yield entry;
  }

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
    clearInterval(this.ticker);
    this.ticker = null;
  }

  // -- what the reader does

  clicked(event) {
    const button = event.target.closest("button");
    const entry = button?.closest(".entry")?.entry;
    if (!entry) return;
    if (blockClicked(button, () => this.scrolling.letGo())) return; // what was clicked on stays where it is
    const { action, call, verdict } = button.dataset;
    if (button.dataset.off) return tellReason(button.dataset.off);
    if (!action) return;
    if (verdict) return this.act(action, entry.entry, { call, verdict });
    if (action === "more") return this.menu.toggle(button, entry, entry.entry.actions, this.busy);
    this.choose(entry, action, button);
  }

  choose(entry, action, button = null) {
    if (action === "copy" || action === "copy-plain") return this.copy(entry, action, button);
    if (action === "edit" || action === "edit-reply") return entry.edit();
    this.act(action, entry.entry, action === "quote" ? { text: this.quoteOf(entry) } : {});
  }

  async copy(entry, action, button) {
    await copyEntry(entry, action === "copy-plain");
    confirmOn(button ?? entry.element.querySelector("[data-action=copy]"));
    this.spoken.textContent = "Copied";
  }

  quoteOf(entry) {
    return quoted(this.quoting.wordsIn(entry) || entry.copy());
  }

  act(action, { turn, reply = "" }, more = {}) {
    this.emit("action", { action, turn, reply, ...more });
  }

  // A very long text does not fit through the page's socket.
  async actWithText(action, entry, text) {
    const large = text.length > SHORT ? await import("../composer/large_text.js") : null;
    this.act(action, entry, large?.isLarge(text) ? { paste: await large.postText(text) } : { text });
  }

  close() {
    forget(this);
    this.shown.close();
    this.scrolling.close();
    this.menu.close();
    this.quoting.close();
    document.removeEventListener("visibilitychange", this.onVisible);
    leaveFrame(this);
    clearInterval(this.ticker);
    clearTimeout(this.timer);
  }
}

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
