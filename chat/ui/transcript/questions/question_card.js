// A question to the user, among the words of a reply: a form while it waits, what was answered after. All of it is a stranger's text and
// only ever shown as text.
import { build, tellReason } from "../actions.js";
import { forgetWords, keepWords, unsavedWords } from "../messages/unsaved.js";
import { QuestionField } from "./question_field.js";
import { holdBack, offerFocus } from "./question_focus.js";

/** @import { Question, Tool } from "../wire.js" */
/** @import { Reply } from "../messages/reply.js" */

/** @type {Record<string, string>} */
const ENDS = { skipped: "You skipped this question.", ended: "This question was not answered." };
const ELSEWHERE = "this question was answered already, in another tab";
const SECOND_CLICK_MS = 1500; // an answer is on its way meanwhile, or is refused with a sentence

/**
 * For a reply that is on the screen: one that comes now is announced.
 * @param {Tool} tool
 * @param {Reply} reply
 */
export function newQuestion(tool, { element, entry, view }) {
  const card = new QuestionCard(tool, {
    answer: (question, answers) => view.act("answer-question", entry, { question, answers }),
    whenGrown: () => view.grown(),
  });
  const { form } = card;
  if (element.isConnected && form) {
    view.spoken.textContent = "Question";
    queueMicrotask(() => offerFocus(form)); // when it stands in the page
  }
  return card;
}

export class QuestionCard {
  /**
   * @param {Tool} tool
   * @param {object} calls
   * @param {(id: string, answers: any[] | null) => void} calls.answer with the answer to each field, or null to go on without
   * @param {() => void} calls.whenGrown
   */
  constructor(tool, { answer, whenGrown }) {
    this.tool = tool;
    this.answer = answer;
    this.whenGrown = whenGrown;
    this.element = build('<div class="question" data-part="question" tabindex="-1"></div>');
    this.element.keepsItself = true; // for the text around it, which is patched
    this.state = ""; // that is shown
    this.isSent = false;
    this.isMine = false; // it was sent from here
    /** @type {QuestionField[]} */
    this.fields = [];
    /** @type {HTMLFormElement | null} */
    this.form = null;
    this.show();
  }

  get question() {
    return /** @type {Question} */ (this.tool.question);
  }

  // What has changed stands in `tool` by now.
  show() {
    const { state } = this.question;
    if (this.state === state) return;
    if (this.state === "asking" && state !== "ended" && !this.isMine && unsavedWords(this.name)) tellReason(ELSEWHERE);
    const giveFocusBack = this.state ? holdBack(this.element) : null;
    this.state = state;
    this.element.dataset.state = state;
    this.element.replaceChildren(state === "asking" ? this.newForm() : this.newAnswers());
    giveFocusBack?.();
    this.whenGrown();
  }

  tick() {} // it counts no seconds

  newForm() {
    const { id, fields } = this.question;
    const form = /** @type {HTMLFormElement} */ (build('<form class="question-form" aria-label="Question" autocomplete="off"></form>'));
    this.form = form;
    form.append(...this.newHead());
    this.fields = fields.map((field, place) => new QuestionField(field, `question-${id}-${place}`));
    form.append(...this.fields.map((field) => field.element), this.newButtons());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(this.fields.map((field) => field.value));
    });
    form.addEventListener("input", () => this.changed());
    form.addEventListener("keydown", (event) => this.press(event));
    this.takeBack();
    return form;
  }

  newHead() {
    const { asker, message, address, host } = this.question;
    const head = [];
    const warning = address ? "" : " Your answer goes to it: give it no passwords or keys.";
    if (asker) head.push(paragraph("question-asker", `${asker} asks you.${warning}`));
    if (message) head.push(paragraph("question-message", message));
    if (address) {
      head.push(paragraph("question-message", `It wants you to open a page on ${host}:`), paragraph("question-address", address));
      head.push(Object.assign(build('<a class="button" target="_blank" rel="noopener noreferrer">Open the page</a>'), { href: address }));
      head.push(paragraph("question-asker", "Press “Answer” when you are done there."));
    }
    return head;
  }

  newButtons() {
    const buttons = build(
      '<div class="question-buttons"><button type="submit" class="button is-main">Answer</button>' +
        '<button type="button" class="button">Skip</button></div>',
    );
    buttons.lastElementChild?.addEventListener("click", () => this.send(null));
    return buttons;
  }

  // Also the answers of those fields that were left empty.
  newAnswers() {
    if (this.question.id) forgetWords(this.name);
    const { message, asker, answers = [], address } = this.question;
    const box = build('<div role="group" aria-label="Question and answer"></div>');
    if (asker) box.append(paragraph("question-asker", `${asker} asked you.`));
    if (message) box.append(paragraph("question-message", message));
    if (address) box.append(paragraph("question-address", address));
    const list = build("<dl></dl>");
    for (const [label, answer] of answers) {
      list.append(Object.assign(document.createElement("dt"), { textContent: label, dir: "auto" }));
      if (this.state === "answered") {
        list.append(
          Object.assign(document.createElement("dd"), {
            textContent: answer || "No answer",
            dir: "auto",
            className: answer ? "" : "is-empty",
          }),
        );
      }
    }
    if (list.childElementCount) box.append(list);
    if (ENDS[this.state]) box.append(paragraph("question-end", ENDS[this.state]));
    return box;
  }

  /** @param {any[] | null} answers */
  send(answers) {
    if (this.isSent) return;
    this.isSent = this.isMine = true;
    setTimeout(() => (this.isSent = false), SECOND_CLICK_MS);
    this.answer(this.question.id, answers);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.form?.requestSubmit();
  }

  get name() {
    return `question ${this.question.id}`;
  }

  // What was typed outlives a reload.
  changed() {
    this.isSent = false;
    keepWords(this.name, JSON.stringify(this.fields.map((field) => field.value)), !document.querySelector(".chat-panel.is-temporary"));
  }

  takeBack() {
    const kept = unsavedWords(this.name);
    if (kept) for (const [place, value] of JSON.parse(kept).entries()) this.fields[place]?.fill(value);
  }
}

/** @param {string} kind @param {string} text */
function paragraph(kind, text) {
  return Object.assign(document.createElement("p"), { className: kind, textContent: text, dir: "auto" });
}
