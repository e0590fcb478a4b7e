// One field of a question's form: words, a number, a choice, several choices, or yes and no.
import { build } from "../actions.js";

/** @typedef {HTMLInputElement} Input a `textarea` has all of it that is used here */

const OTHER = "Something else";
const INPUT_TYPES = { email: "email", uri: "url", date: "date", "date-time": "datetime-local" };

export class QuestionField {
  // `name` is its own on the whole page.
  constructor(field, name) {
    this.field = field;
    this.name = name;
    const { kind } = field;
    this.isSeveral = kind === "choices";
    const options = kind === "confirm" ? ["Yes", "No"] : kind === "choice" || kind === "choices" ? field.options : null;
    this.element = options ? this.newChoices(options) : this.newInput();
    this.fill(field.usual);
  }

  newChoices(options) {
    const set = build('<fieldset class="question-field"><legend></legend></fieldset>');
    this.caption(set.firstElementChild);
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
    this.otherBox = inputIn(label);
    this.otherBox.setAttribute("aria-label", OTHER);
    const words = build(`<input type="text" class="question-words" placeholder="${OTHER}" dir="auto">`);
    this.other = /** @type {Input} */ (label.appendChild(words));
    this.other.setAttribute("aria-label", `${OTHER}, in your own words`);
    this.other.addEventListener("input", () => (this.otherBox.checked = Boolean(this.other.value.trim())));
    this.otherBox.addEventListener("change", () => this.otherBox.checked && this.other.focus());
    return label;
  }

  newInput() {
    const { kind, hint, isRequired, least, most, format } = this.field;
    const label = build('<label class="question-field"><span></span></label>');
    this.caption(label.firstElementChild);
    if (hint) label.append(this.newHint());
    const isNumber = kind === "number" || kind === "integer";
    const type = isNumber ? "number" : INPUT_TYPES[format];
    this.input = /** @type {Input} */ (label.appendChild(build(type ? "<input>" : '<textarea rows="1"></textarea>')));
    this.input.className = "question-words";
    this.input.dir = "auto";
    this.input.required = Boolean(isRequired);
    if (type) this.input.type = type;
    if (isNumber) Object.assign(this.input, { step: kind === "integer" ? "1" : "any", min: least ?? "", max: most ?? "" });
    else if (most != null) this.input.maxLength = most;
    return label;
  }

  newHint() {
    return Object.assign(document.createElement("small"), { textContent: this.field.hint, dir: "auto" });
  }

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
    const words = this.otherBox?.checked && this.other.value.trim() ? [this.other.value] : [];
    return this.isSeveral ? [...chosen, ...words] : ([...chosen, ...words][0] ?? null);
  }

  fill(value) {
    if (value == null) return;
    if (this.input) return void (this.input.value = this.isMoment ? fromMoment(value) : value);
    for (const one of Array.isArray(value) ? value : [value === true ? 0 : value === false ? 1 : value]) this.choose(one);
  }

  choose(one) {
    if (typeof one === "number" && this.boxes[one]) this.boxes[one].checked = true;
    if (typeof one !== "string" || !this.other) return;
    this.otherBox.checked = true;
    this.other.value = one;
  }

  get isMoment() {
    return this.input.type === "datetime-local";
  }
}

function inputIn(label) {
  return /** @type {Input} */ (label.firstElementChild);
}

// The browser's field knows no time zone, and servers want one.
function toMoment(value) {
  return value ? new Date(value).toISOString() : "";
}

function fromMoment(value) {
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? "" : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
