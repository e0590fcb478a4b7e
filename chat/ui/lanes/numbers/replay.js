// Plays a turn again in all lanes at once, from the recorded times of arrival. The texts are those that stand on the page.
import { Reply } from "../../transcript/messages/reply.js";

/** @import { LaneNumbers } from "../wire.js" */
/** @import { View } from "../../transcript/view.js" */
/** @import { ReplyState } from "../../transcript/wire.js" */

const KEY = -1; // no entry of Python's has it
const STEP_MS = 40;

export class Replay {
  /**
   * @param {{view: View, numbers: LaneNumbers}[]} lanes
   * @param {number} speed 1: as it was
   * @param {() => void} whenOver
   */
  constructor(lanes, speed, whenOver) {
    this.startedAt = performance.now();
    this.zero = Date.now();
    this.speed = speed;
    this.whenOver = whenOver;
    this.isOver = false;
    this.parts = lanes.flatMap(({ view, numbers }) => Part.of(view, numbers, () => this.zero + this.elapsed) ?? []);
    this.step = this.step.bind(this);
    this.timer = setTimeout(this.step);
  }

  get elapsed() {
    return (performance.now() - this.startedAt) * this.speed;
  }

  step() {
    let isRunning = false;
    for (const part of this.parts) isRunning = part.play(this.elapsed) || isRunning;
    if (isRunning) this.timer = setTimeout(this.step, STEP_MS);
    else this.stop();
  }

  stop() {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.timer);
    for (const part of this.parts) part.close();
    this.whenOver();
  }
}

// One lane's part: a second reply in place of the first, which is hidden meanwhile.
class Part {
  /** @param {View} view @param {LaneNumbers} numbers @param {() => number} clock epoch milliseconds */
  static of(view, numbers, clock) {
    const known = numbers.arrivals.length ? view.shown.ownReply(numbers.reply) : null;
    return known ? new Part(view, /** @type {Reply} */ (view.shown.awake(known.entry.key)), numbers, clock) : null;
  }

  /** @param {View} view @param {Reply} original @param {LaneNumbers} numbers @param {() => number} clock */
  constructor(view, original, numbers, clock) {
    this.isOver = false;
    this.view = view;
    this.original = original;
    this.numbers = numbers;
    this.clock = clock;
    this.at = 0;
    this.taken = { thinking: 0, text: 0 };
    // Python counts code points
    this.letters = { text: [...original.rendering.source].slice(numbers.skip), thinking: [...original.thoughts.source] };
    const stage = Object.create(view, { now: { value: clock } });
    const begun = [...original.rendering.source].slice(0, numbers.skip).join("");
    /** @type {ReplyState} */
    const state = { status: "waiting", createdAt: clock() / 1000 };
    this.reply = new Reply(
      { ...original.entry, key: KEY, text: begun, thinking: "", error: "", ending: "", numbers: [], actions: [], version: [1, 1], state },
      stage,
    );
    this.reply.tick = () => Reply.prototype.tick.call(this.reply, clock());
    original.element.before(this.reply.element);
    original.element.style.display = "none";
    view.entries.set(KEY, this.reply);
    view.scrolling.isFollowing = true;
    view.settle();
    view.tellLane();
  }

  /**
   * Returns whether there is more to come.
   * @param {number} elapsed milliseconds
   */
  play(elapsed) {
    if (this.isOver) return false;
    if (this.view.entries.get(KEY) !== this.reply) {
      this.close(); // the list has changed below us: a new prompt
      return false;
    }
    const { arrivals, seconds } = this.numbers;
    const before = this.at;
    while (this.at < arrivals.length && arrivals[this.at][0] <= elapsed) this.at++;
    if (this.at > before) this.take(arrivals[this.at - 1]);
    if (this.at < arrivals.length || elapsed < 1000 * (seconds ?? 0)) return true;
    this.finish();
    return false;
  }

  /** @param {[ms: number, thinking: number, text: number]} arrival */
  take([, thinking, text]) {
    const { state } = this.reply.entry;
    const now = this.clock() / 1000;
    const status = text > this.taken.text ? "writing" : "thinking";
    state.firstTokenAt ??= now;
    if (status === "thinking") state.thoughtSince ??= now;
    else if (state.thoughtSince != null) state.thoughtSeconds ??= now - state.thoughtSince;
    const isOther = state.status !== status;
    this.reply.element.dataset.status = state.status = status;
    this.append("thinking", thinking, now);
    this.append("text", text, now);
    this.view.draw();
    this.view.settle();
    if (isOther) this.view.tellLane();
  }

  /** @param {"thinking" | "text"} kind @param {number} count @param {number} now epoch seconds */
  append(kind, count, now) {
    const fresh = this.letters[kind].slice(this.taken[kind], count).join("");
    this.taken[kind] = count;
    if (fresh) this.reply.append(kind, fresh, now);
  }

  finish() {
    this.isOver = true;
    this.reply.change({ state: { status: this.original.entry.state.status } });
    this.view.tellLane();
  }

  close() {
    this.isOver = true;
    this.original.element.style.display = "";
    this.reply.element.remove();
    if (this.view.entries.get(KEY) === this.reply) this.view.entries.delete(KEY);
    this.view.settle();
    this.view.tellLane();
  }
}
