// Plays a turn again in all lanes at once, from the recorded times of arrival. The texts are those that stand on the page.
import { Reply } from "../../transcript/messages/reply.js";

const KEY = "replay";
const STEP_MS = 40;

export class Replay {
  // `lanes`: [{view, numbers}], numbers as made by lane_numbers.py. `speed`: 1 is as it was.
  constructor(lanes, speed, whenOver) {
    this.startedAt = performance.now();
    this.zero = Date.now();
    this.speed = speed;
    this.whenOver = whenOver;
    this.parts = lanes.map(({ view, numbers }) => Part.of(view, numbers, () => this.zero + this.elapsed)).filter(Boolean);
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
    if (!this.parts) return;
    clearTimeout(this.timer);
    for (const part of this.parts) part.close();
    this.parts = null;
    this.whenOver();
  }
}

// One lane's part: a second reply in place of the first, which is hidden meanwhile.
class Part {
  static of(view, numbers, clock) {
    const original = [...view.entries.values()].find((entry) => entry.entry.reply === numbers.reply);
    return original && numbers.arrivals.length ? new Part(view, view.shown.awake(original.entry.key), numbers, clock) : null;
  }

  constructor(view, original, numbers, clock) {
    this.view = view;
    this.original = original;
    this.numbers = numbers;
    this.clock = clock;
    this.at = 0;
    this.taken = { thinking: 0, text: 0 };
    // Python counts code points
    this.letters = { text: [...original.rendering.source].slice(numbers.skip), thinking: [...original.thoughts] };
    const stage = Object.create(view, { now: { value: clock } });
    const begun = [...original.rendering.source].slice(0, numbers.skip).join("");
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

  // Returns whether there is more to come.
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

  take([, thinking, text]) {
    const { state } = this.reply.entry;
    const now = this.clock() / 1000;
    const status = text > this.taken.text ? "writing" : "thinking";
    state.firstTokenAt ??= now;
    if (status === "thinking") state.thoughtSince ??= now;
    else if (state.thoughtSince != null) state.thoughtSeconds ??= now - state.thoughtSince;
    const isOther = state.status !== status;
    this.reply.element.dataset.status = state.status = status;
    for (const [kind, count] of [
      ["thinking", thinking],
      ["text", text],
    ]) {
      const fresh = this.letters[kind].slice(this.taken[kind], count).join("");
      this.taken[kind] = count;
      if (fresh) this.reply.append(kind, fresh, now);
    }
    this.view.draw();
    this.view.settle();
    if (isOther) this.view.tellLane();
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
