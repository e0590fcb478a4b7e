// One field of a question's form: words, a number, a choice, several choices, or yes and no.
import { build } from "../actions.js";

/** @import { QuestionField as FieldFacts } from "../wire.js" */

/** @typedef {HTMLInputElement} Input a `textarea` has all of it that is used here */

const OTHER = "Something else";
/** @type {Record<string, string>} */
const INPUT_TYPES = { email: "email", uri: "url", date: "date", "date-time": "datetime-local" };

export class QuestionField {
  /** @param {FieldFacts} field @param {string} name its own on the whole page */
  constructor(field, name) {
    this.field = field;
    this.name = name;
    const { kind } = field;
    this.isSeveral = kind === "choices";
    /** @type {HTMLInputElement[]} */
    this.boxes = []; // of the choices
    /** @type {{box: HTMLInputElement, words: HTMLInputElement} | null} */
    this.other = null; // words of one's own
    /** @type {HTMLInputElement | null} */
    this.input = null; // where there are no choices
    const options = kind === "confirm" ? ["Yes", "No"] : kind === "choice" || kind === "choices" ? (field.options ?? []) : null;
    this.element = options ? this.newChoices(options) : this.newInput();
    this.fill(field.usual);
  }

  /** @param {string[]} options */
  newChoices(options) {
    const set = build('<fieldset class="question-field"><legend></legend></fieldset>');
    this.caption(/** @type {HTMLElement} */ (set.firstElementChild));
    if (this.field.hint) set.append(this.newHint());
    this.boxes = options.map((words) => {
      const label = this.newChoice();
      label.append(Object.assign(document.createElement("span"), { textContent: words, dir: "auto" }));
      set.append(label);
      return inputIn(label);
    });
    if (this.field.takesOther) set.append(this.newOther());
    return set;
  }

  newChoice() {
    const label = build('<label class="question-choice"><input></label>');
    Object.assign(inputIn(label), {
      type: this.isSeveral ? "checkbox" : "radio",
      name: this.name,
      required: !this.isSeveral && Boolean(this.field.isRequired),
    });
    return label;
  }

  // Words of one's own: whoever types them has chosen them.
  newOther() {
    const label = this.newChoice();
    label.classList.add("is-other");
    const box = inputIn(label);
    box.setAttribute("aria-label", OTHER);
    const words = /** @type {Input} */ (build(`<input type="text" class="question-words" placeholder="${OTHER}" dir="auto">`));
    words.setAttribute("aria-label", `${OTHER}, in your own words`);
    words.addEventListener("input", () => (box.checked = Boolean(words.value.trim())));
    box.addEventListener("change", () => box.checked && words.focus());
    label.append(words);
    this.other = { box, words };
    return label;
  }

  newInput() {
    const { kind, hint, isRequired, least, most, format } = this.field;
    const label = build('<label class="question-field"><span></span></label>');
    this.caption(/** @type {HTMLElement} */ (label.firstElementChild));
    if (hint) label.append(this.newHint());
    const isNumber = kind === "number" || kind === "integer";
    const type = isNumber ? "number" : INPUT_TYPES[format ?? ""];
    const input = /** @type {Input} */ (label.appendChild(build(type ? "<input>" : '<textarea rows="1"></textarea>')));
    Object.assign(input, { className: "question-words", dir: "auto", required: Boolean(isRequired) });
    if (type) input.type = type;
    if (isNumber) Object.assign(input, { step: kind === "integer" ? "1" : "any", min: least ?? "", max: most ?? "" });
    else if (most != null) input.maxLength = most;
    this.input = input;
    return label;
  }

  newHint() {
    return Object.assign(document.createElement("small"), { textContent: this.field.hint ?? "", dir: "auto" });
  }

  /** @param {HTMLElement} element */
  caption(element) {
    element.textContent = this.field.label;
    element.dir = "auto";
    if (this.field.isRequired) element.append(build('<span class="question-required"> (needed)</span>'));
  }

  // What Python is told, and `fill` takes: choices by their numbers, words of one's own as they are.
  get value() {
    if (this.input) return this.isMoment ? toMoment(this.input.value) : this.input.value;
    const chosen = this.boxes.flatMap((box, place) => (box.checked ? [place] : []));
    if (this.field.kind === "confirm") return chosen.length ? chosen[0] === 0 : null;
    const words = this.other?.box.checked && this.other.words.value.trim() ? [this.other.words.value] : [];
    return this.isSeveral ? [...chosen, ...words] : ([...chosen, ...words][0] ?? null);
  }

  /** @param {any} value as `value` has it */
  fill(value) {
    if (value == null) return;
    if (this.input) return void (this.input.value = this.isMoment ? fromMoment(value) : value);
    for (const one of Array.isArray(value) ? value : [value === true ? 0 : value === false ? 1 : value]) this.choose(one);
  }

  /** @param {number | string} one */
  choose(one) {
    if (typeof one === "number" && this.boxes[one]) this.boxes[one].checked = true;
    if (typeof one !== "string" || !this.other) return;
    this.other.box.checked = true;
    this.other.words.value = one;
  }

  get isMoment() {
    return this.input?.type === "datetime-local";
  }
}

/** @param {HTMLElement} label */
function inputIn(label) {
  return /** @type {Input} */ (label.firstElementChild);
}

/**
 * The browser's field knows no time zone, and servers want one.
 * @param {string} value
 */
function toMoment(value) {
  return value ? new Date(value).toISOString() : "";
}

/** @param {string} value */
function fromMoment(value) {
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? "" : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
