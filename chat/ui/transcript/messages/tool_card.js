// The use of a tool, among the words of a reply: what it was given, how it stands, what came of it. All of it is a stranger's text and
// only ever shown as text.
import { seconds } from "../../parts/figures.js";
import { build, icon } from "../actions.js";
import { writeInto } from "../markdown/as_written.js";
import { boxUnseen } from "../markdown/unseen_boxes.js";

const SHORT = 120; // characters of the arguments in the head
const CHOICES = { once: "Allow once", chat: "Allow for this chat", deny: "Deny" };

export class ToolCard {
  // `tool`: see tool_entries.py; it is changed in place.
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
    this.head = this.element.querySelector("button");
    this.body = this.element.querySelector(".tool-body");
    this.name = this.head.querySelector(".tool-name");
    this.summary = this.head.querySelector(".tool-given");
    this.state = this.head.querySelector(".tool-state");
    this.figures = {};
    this.head.addEventListener("click", () => this.toggle());
    this.show(Date.now());
  }

  show(nowMs) {
    const { name, state, arguments: given } = this.tool;
    this.element.dataset.state = state;
    this.element.hidden = Boolean(this.tool.isQuiet); // the form says it all
    this.element.setAttribute("aria-label", `Tool ${name || "without a name"}`);
    setText(this.name, name || "tool");
    setText(this.summary, inShort(given));
    this.tick(nowMs);
    this.showQuestion();
    if (!this.body.hidden) this.fill();
  }

  // Brings the seconds up to date.
  tick(nowMs) {
    setText(this.state, stateWords(this.tool, nowMs / 1000));
  }

  toggle(isOpen = this.body.hidden) {
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

  // A part of the body with this text; none if there is nothing to say.
  put(kind, caption, text, empty) {
    const shown = text == null ? "" : text.trim() ? text : empty;
    const figure = (this.figures[kind] ??= this.body.appendChild(
      build('<figure class="tool"><figcaption></figcaption><pre tabindex="0"></pre></figure>'),
    ));
    figure.hidden = !shown;
    setText(figure.firstChild, caption);
    if (figure.words === shown) return;
    figure.words = shown;
    writeInto(figure.lastChild, shown);
    boxUnseen(figure.lastChild); // letters that nobody sees are seen
  }

  showQuestion() {
    const isAsking = this.tool.state === "asking";
    if (isAsking === Boolean(this.question)) return;
    this.question?.remove();
    this.question = null;
    if (!isAsking) return this.whenGrown();
    this.question = this.element.appendChild(build('<div class="tool-question"><p></p><div class="tool-choices"></div></div>'));
    this.question.querySelector("p").textContent = `The model wants to use ${this.tool.name}, which may change something.`;
    this.question
      .querySelector(".tool-choices")
      .append(...Object.entries(CHOICES).map(([verdict, words]) => choice(verdict, words, this.tool.call)));
    this.toggle(true); // nobody allows what cannot be seen
  }
}

function choice(verdict, words, call) {
  const button = build(`<button type="button" class="button is-small" data-action="answer-call" data-verdict="${verdict}"></button>`);
  button.textContent = words;
  button.dataset.call = call;
  return button;
}

function stateWords({ state, startedAt, seconds: took, isWritten, recorded }, now) {
  if (state === "asking") return "asks you";
  if (state === "denied") return "denied";
  if (state === "running") {
    return isWritten ? "being written" : startedAt ? `running ${Math.max(0, Math.floor(now - startedAt))} s` : "starting";
  }
  if (recorded) return "recorded result";
  return [state === "failed" ? "failed" : "", took == null ? "" : seconds(took)].filter(Boolean).join(" · ");
}

function inShort(text) {
  const line = text
    .slice(0, 4 * SHORT)
    .replace(/\s+/g, " ")
    .trim();
  return line === "{}" ? "" : line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// JSON on one line is laid out.
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.trim();
  }
}
