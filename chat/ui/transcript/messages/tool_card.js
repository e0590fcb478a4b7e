// The use of a tool, among the words of a reply: what it was given, how it stands, what came of it. All of it is a stranger's text and
// only ever shown as text.
import { seconds } from "../../parts/figures.js";
import { build, icon } from "../actions.js";
import { writeInto } from "../markdown/as_written.js";
import { boxUnseen } from "../markdown/unseen_boxes.js";

/** @import { Tool } from "../wire.js" */

const SHORT = 120; // characters of the arguments in the head
const CHOICES = { once: "Allow once", chat: "Allow for this chat", deny: "Deny" };

export class ToolCard {
  /** @param {Tool} tool it is changed in place @param {() => void} whenGrown */
  constructor(tool, whenGrown) {
    this.tool = tool;
    this.whenGrown = whenGrown;
    this.element = build(
      '<div class="tool-card" role="group" data-part="tool_call" tabindex="-1">' +
        '<button type="button" class="tool-head" aria-expanded="false">' +
        `${icon("open")}<span class="tool-name"></span><span class="tool-given"></span><span class="tool-state"></span></button>` +
        '<div class="tool-body" hidden></div></div>',
    );
    this.element.keepsItself = true; // for the text around it, which is patched
    this.head = this.part("button");
    this.body = this.part(".tool-body");
    this.name = this.part(".tool-name");
    this.summary = this.part(".tool-given");
    this.state = this.part(".tool-state");
    /** @type {Record<string, {figure: HTMLElement, words: string}>} */
    this.figures = {};
    this.head.addEventListener("click", () => this.toggle());
    this.show(Date.now());
  }

  /** @param {string} selector */
  part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  /** @param {number} nowMs */
  show(nowMs) {
    const { name, state, arguments: given } = this.tool;
    this.element.dataset.state = state ?? "";
    this.element.hidden = Boolean(this.tool.isQuiet); // the form says it all
    this.element.setAttribute("aria-label", `Tool ${name || "without a name"}`);
    setText(this.name, name || "tool");
    setText(this.summary, inShort(given));
    this.tick(nowMs);
    this.showQuestion();
    if (!this.body.hidden) this.fill();
  }

  /**
   * Brings the seconds up to date.
   * @param {number} nowMs
   */
  tick(nowMs) {
    setText(this.state, stateWords(this.tool, nowMs / 1000));
  }

  /** @param {boolean} [isOpen] */
  toggle(isOpen = Boolean(this.body.hidden)) {
    this.body.hidden = !isOpen;
    this.head.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.fill();
    this.whenGrown();
  }

  fill() {
    const { arguments: given, isWritten, result, state, call } = this.tool;
    this.put("given", "Given", isWritten ? given : pretty(given), given || call ? "nothing" : "");
    this.put(
      "result",
      state === "done" ? "Result · text from the tool, not from the model" : "What the tool says",
      result == null ? null : pretty(result),
      "nothing",
    );
  }

  /**
   * A part of the body with this text; none if there is nothing to say.
   * @param {string} kind
   * @param {string} caption
   * @param {string | null} text
   * @param {string} empty
   */
  put(kind, caption, text, empty) {
    const shown = text == null ? "" : text.trim() ? text : empty;
    const known = (this.figures[kind] ??= {
      figure: this.body.appendChild(build('<figure class="tool"><figcaption></figcaption><pre tabindex="0"></pre></figure>')),
      words: "",
    });
    const [head, body] = known.figure.children;
    known.figure.hidden = !shown;
    setText(head, caption);
    if (known.words === shown) return;
    known.words = shown;
    writeInto(body, shown);
    boxUnseen(body); // letters that nobody sees are seen
  }

  showQuestion() {
    const isAsking = this.tool.state === "asking";
    if (isAsking === Boolean(this.question)) return;
    this.question?.remove();
    this.question = null;
    if (!isAsking) return this.whenGrown();
    this.question = this.element.appendChild(build('<div class="tool-question"><p></p><div class="tool-choices"></div></div>'));
    this.part(".tool-question > p").textContent = `The model wants to use ${this.tool.name}, which may change something.`;
    this.part(".tool-choices").append(...Object.entries(CHOICES).map(([verdict, words]) => choice(verdict, words, this.tool.call ?? "")));
    this.toggle(true); // nobody allows what cannot be seen
  }
}

/** @param {string} verdict @param {string} words @param {string} call */
function choice(verdict, words, call) {
  const button = build(`<button type="button" class="button is-small" data-action="answer-call" data-verdict="${verdict}"></button>`);
  button.textContent = words;
  button.dataset.call = call;
  return button;
}

/** @param {Tool} tool @param {number} now */
function stateWords({ state, startedAt, seconds: took, isWritten, waits, recorded }, now) {
  if (state === "asking") return "asks you";
  if (state === "denied") return "denied";
  if (state === "running") {
    if (waits) return `waits for ${waits}`;
    return isWritten ? "being written" : startedAt ? `running ${Math.max(0, Math.floor(now - startedAt))} s` : "starting";
  }
  if (recorded) return "recorded result";
  return [state === "failed" ? "failed" : "", took == null ? "" : seconds(took)].filter(Boolean).join(" · ");
}

/** @param {string} text */
function inShort(text) {
  const line = text
    .slice(0, 4 * SHORT)
    .replace(/\s+/g, " ")
    .trim();
  return line === "{}" ? "" : line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}

/** @param {Node} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * JSON on one line is laid out.
 * @param {string} text
 */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.trim();
  }
}
