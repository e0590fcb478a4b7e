// One reply on the screen: its thoughts, its text as it comes, how it stands and how it ended.
import { actionRow, applyBusy, build, reasonFor, showVersion, versionRow } from "../actions.js";
import { continueButton, newAlert } from "./alert.js";
import { drawnPicture } from "./drawn.js";
import { Editor } from "./editor.js";
import { plainText } from "../markdown/plain_text.js";
import { Rendering } from "../markdown/rendering.js";
import { showSources } from "./sources.js";
import { isRunning, longStateText } from "./state.js";
import { newQuestion } from "../questions/question_card.js";
import { Thoughts } from "./thoughts.js";
import { ToolCard } from "./tool_card.js";

/** @import { Busy, Changes, Picture, ReplyEntry, Source, Tool, ToolChange } from "../wire.js" */
/** @import { View } from "../view.js" */
/** @import { QuestionCard } from "../questions/question_card.js" */
/** @typedef {Picture & {isTool?: boolean}} Insertion a picture, or the use of a tool, with how many characters stand before it */

const encoder = new TextEncoder();
/** @param {string} text */
const byteLength = (text) => encoder.encode(text).length;

export class Reply {
  /** @param {ReplyEntry} entry @param {View} view */
  constructor(entry, view) {
    this.entry = entry;
    this.view = view;
    this.element = build(
      '<article class="entry is-reply"><header class="entry-name"></header><div data-part="text" class="prose"></div>' +
        '<div class="entry-state"><span class="entry-mark" aria-hidden="true"><i></i><i></i><i></i></span>' +
        '<span data-part="state"></span></div><footer class="entry-foot"></footer></article>',
    );
    this.element.entry = this;
    this.text = this.part(".prose");
    this.stateRow = this.part(".entry-state");
    this.stateWords = this.part("[data-part=state]");
    this.foot = this.part("footer");
    if (view.isCompact) delete this.stateWords.dataset.part; // the lane's header has the state
    this.thoughts = new Thoughts(this);
    this.pictures = /** @type {Insertion[]} */ ([]);
    this.cards = /** @type {(ToolCard | QuestionCard)[]} */ ([]); // of the tools, in their order
    this.shownSources = /** @type {Source[]} */ ([]);
    this.rendering = this.newRendering();
    this.takeStart();
    this.show();
  }

  /** @param {string} selector @returns {HTMLElement} */
  part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  get isRunning() {
    return isRunning(this.entry.state);
  }

  takeStart() {
    const { text, pictures, thinking, state, skip } = this.entry;
    this.pictures = [];
    this.cards = [];
    state.bytes = Math.max(0, byteLength(text) - (skip ?? 0)) + byteLength(thinking);
    this.thoughts.source = thinking;
    this.appendAll(text, pictures ?? []);
    Object.assign(this.entry, { text: "", thinking: "", pictures: [] }); // the rendering holds it now
    if (this.isRunning) this.rendering.draw(performance.now(), true);
    else this.rendering.finish();
  }

  /** @param {string} text @param {Insertion[]} pictures */
  appendAll(text, pictures) {
    if (!pictures.length) return this.rendering.append(text);
    const letters = [...text]; // Python counts code points
    let start = 0;
    for (const picture of pictures) {
      this.rendering.append(letters.slice(start, (start = picture.at ?? start)).join(""));
      this.insert(picture);
    }
    this.rendering.append(letters.slice(start).join(""));
  }

  /** A picture, or the use of a tool, among the words. @param {Insertion} insertion */
  insert(insertion) {
    this.pictures.push({ at: [...this.rendering.source].length, ...insertion });
    this.rendering.insert(insertion.isTool ? this.newCard() : drawnPicture(insertion, () => this.view.grown()));
  }

  newCard() {
    const tool = this.entry.tools[this.cards.length];
    const card = tool.question ? newQuestion(tool, this) : new ToolCard(tool, () => this.view.grown());
    this.cards.push(card);
    card.tick(this.view.now());
    return card.element;
  }

  /** What is new of tools: [place, changes]; a new one is inserted right after this. @param {ToolChange[]} changes */
  changeTools(changes) {
    for (const [place, changed] of changes) {
      const { more, ...rest } = changed;
      const tool = (this.entry.tools[place] ??= /** @type {Tool} */ ({ arguments: "" }));
      if (more) tool.arguments += more;
      Object.assign(tool, rest);
      this.cards[place]?.show(this.view.now());
    }
  }

  // What it can be built from again; null if it is not to be taken away.
  toSleep() {
    if (this.isRunning || this.element.querySelector("[aria-expanded=true], [data-unfinished]")) return null;
    return { ...this.entry, text: this.rendering.source, thinking: this.thoughts.source, pictures: this.pictures };
  }

  showNames() {
    const { element, entry, view } = this;
    const name = view.alias || entry.model;
    element.setAttribute("aria-label", name);
    element.dataset.lane = String(entry.lane);
    element.classList.toggle("is-picked", Boolean(entry.isPicked));
    element.classList.toggle("is-inherited", Boolean(entry.isInherited));
    element.classList.toggle("is-other", Boolean(entry.isOther));
    element.dataset.turn = entry.turn;
    element.dataset.reply = entry.reply;
    if (view.hidesNames) delete element.dataset.model;
    else element.dataset.model = entry.model;
    this.part(".entry-name").textContent = view.alias || entry.name;
  }

  /**
   * New text or thoughts.
   * @param {"text" | "thinking" | "restart"} kind
   * @param {string} text
   * @param {number} now
   */
  append(kind, text, now) {
    if (kind === "restart") return this.restart();
    const { state } = this.entry;
    state.bytes = (state.bytes ?? 0) + byteLength(text);
    state.heardAt = now;
    if (kind === "text") {
      this.rendering.append(text);
      return;
    }
    this.thoughts.append(text);
  }

  // What stood there as the answer was a thought: all words come again, each in its place.
  restart() {
    Object.assign(this.entry, { text: "", thinking: "" });
    this.text.replaceChildren();
    this.rendering = this.newRendering();
    this.thoughts.clear();
    this.takeStart();
    this.entry.state.bytes = -(this.entry.skip ?? 0);
    this.thoughts.draw();
  }

  newRendering() {
    return new Rendering(this.text, { hasCursor: this.isRunning, whenGrown: () => this.view.grown() });
  }

  /**
   * Draws what can be drawn now. Returns milliseconds until the rest may be drawn, or 0.
   * @param {number} now
   * @param {boolean} [isForced]
   */
  draw(now, isForced = false) {
    if (!this.isRunning) return 0;
    let wait = 0;
    for (const rendering of [this.rendering, this.thoughts.rendering]) {
      if (!rendering?.isBehind || rendering.draw(now, isForced)) continue;
      wait = Math.max(wait, rendering.nextAt - now);
    }
    return wait;
  }

  /** @param {Changes} changes */
  change(changes) {
    const wasRunning = this.isRunning;
    const { state, ...rest } = changes;
    Object.assign(this.entry, rest);
    Object.assign(this.entry.state, state);
    const isOther = wasRunning !== this.isRunning;
    if (isOther || Object.keys(rest).length) this.show();
    else this.showState();
    if (isOther && wasRunning) {
      this.rendering.finish(); // after its state: whatever the text is, the reply has ended
      this.thoughts.rendering?.finish();
    }
    return isOther;
  }

  show() {
    this.showNames();
    this.showEnd();
  }

  showEnd() {
    this.element.classList.toggle("is-live", this.isRunning);
    for (const card of this.cards) card.show(this.view.now());
    showSources(this);
    this.showError();
    this.showFoot();
    this.showState();
  }

  showState() {
    this.element.dataset.status = this.entry.state.status;
    this.thoughts.show();
    this.tick(this.view.now());
  }

  // The model has ended without an answer: its words must not hide behind a click.
  get isAllThought() {
    return this.entry.state.status === "done" && !this.rendering.source.trim() && !this.rendering.insertions.length;
  }

  showError() {
    this.alert?.remove();
    this.alert = this.entry.error ? newAlert(this.entry, () => this.view.now()) : null;
    if (!this.alert) return;
    this.stateRow.before(this.alert);
    applyBusy(this.alert, this.view.busy);
  }

  showFoot() {
    const { entry } = this;
    this.foot.replaceChildren();
    this.foot.hidden = this.isRunning && entry.version[1] < 2;
    if (entry.version[1] > 1) showVersion(this.foot.appendChild(versionRow("version")), ...entry.version);
    if (entry.numbers.length && !this.view.hidesNames) {
      this.foot.append(
        Object.assign(document.createElement("span"), { className: "entry-numbers", textContent: entry.numbers.join(" · ") }),
      );
    }
    if (!this.isRunning) this.foot.append(actionRow(entry.actions));
    applyBusy(this.foot, this.view.busy);
    this.showRemedy();
  }

  // The quiet line after an early end, with "Continue"; after an error it stands in the alert.
  showRemedy() {
    this.remedy?.remove();
    this.remedy = null;
    if (this.isRunning || this.entry.error || !this.entry.actions.includes("continue")) return;
    this.remedy = this.stateRow.appendChild(continueButton(this.entry));
    applyBusy(this.stateRow, this.view.busy);
  }

  /** @param {Busy} busy */
  setBusy(busy) {
    for (const part of [this.foot, this.alert, this.stateRow]) if (part) applyBusy(part, busy); // not the text: it may be long
  }

  /** Brings the words that count seconds up to date; called a few times a second while the reply runs. @param {number} nowMs */
  tick(nowMs) {
    for (const card of this.cards) card.tick(nowMs);
    const { state, ending } = this.entry;
    this.thoughts.tick(nowMs);
    const words = this.isRunning ? longStateText(state, nowMs, { showsSpeed: !this.view.hidesNames }) : ending;
    this.setWords(this.stateWords, words);
    if (this.stateWords.title !== (state.trouble ?? "")) this.stateWords.title = state.trouble ?? "";
    this.stateRow.hidden = !words && !this.remedy;
    this.stateRow.classList.toggle("is-waiting", this.isRunning && state.firstTokenAt == null);
  }

  /** @param {Node} element @param {string} words */
  setWords(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  edit() {
    if (this.element.editor) return;
    new Editor(
      this.element,
      `edit-reply ${this.entry.reply}`,
      this.rendering.source,
      (text) => this.view.actWithText("edit-reply", this.entry, text),
      (text) => (text.trim() ? reasonFor("edit-reply", this.view.busy) : "a reply cannot be empty"),
    );
  }

  /** @param {boolean} [isPlain] */
  copy(isPlain) {
    const { rendering, parts, source } = this.thoughts;
    if (this.isAllThought && rendering && parts) return isPlain ? plainText(parts.text) : source;
    return isPlain ? plainText(this.text) : this.rendering.sourceWith((figure) => (figure.dataset.name ? `[${figure.dataset.name}]` : ""));
  }

  // A picture that is the whole answer.
  get onlyPicture() {
    const { insertions, source } = this.rendering;
    const [first] = insertions;
    return insertions.length === 1 && !source.trim() && first.element.querySelector("img") ? first.element : null;
  }
}
