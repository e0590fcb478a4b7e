// Text that is shown as it was written: what would take too long to draw, or could not be drawn.
import { isLong, piecesOf } from "./grammar/heavy_text.js";

const MOST = 40_000; // characters in one element
const LETTERS = 200; // that weigh as much as an element
const NOTE = "Too long to show all of it formatted: the rest is plain text.";

class AsWritten {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "as-written";
    this.element.keepsItself = true; // patch.js leaves it alone
    this.last = "";
    this.length = 0;
  }

  /** @param {string} text */
  append(text) {
    if (!text) return;
    const [changed, ...fresh] = piecesOf(this.last + text);
    if (this.length && this.element.lastChild) this.element.lastChild.textContent = changed;
    else this.add(changed);
    for (const piece of fresh) this.add(piece);
    this.last = this.element.lastChild?.textContent ?? "";
    this.length += text.length;
  }

  /** @param {string} piece */
  add(piece) {
    this.element.appendChild(document.createElement("span")).textContent = piece;
  }
}

/** @param {string} text */
export function asWritten(text) {
  const written = new AsWritten();
  written.append(text);
  return written.element;
}

/**
 * Puts a text of any length into an element that shows it as it is.
 * @param {Element} element
 * @param {string} text
 */
export function writeInto(element, text) {
  if (isLong(text)) element.replaceChildren(asWritten(text));
  else element.textContent = text;
}

// The end of a text that goes on as plain text, and the button for those who want it drawn.
export class Rest {
  /** @param {() => void} showAll */
  constructor(showAll) {
    this.element = document.createElement("div");
    this.element.className = "rest";
    this.element.keepsItself = true;
    const note = this.element.appendChild(document.createElement("p"));
    note.className = "rest-note";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "show-all", textContent: "Show all" });
    button.addEventListener("click", showAll);
    note.append(NOTE, " ", button);
    /** @type {AsWritten | null} */
    this.last = null;
  }

  /**
   * Returns its weight.
   * @param {string} text
   */
  append(text) {
    if (!this.last || this.last.length > MOST) {
      this.last = new AsWritten();
      this.element.append(this.last.element);
    }
    this.last.append(text);
    return text.length / LETTERS;
  }
}
