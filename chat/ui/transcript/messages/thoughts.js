// What a model thinks before it answers: a line that says how long it took, and opens into the words.
import { build, icon } from "../actions.js";
import { Rendering } from "../markdown/rendering.js";
import { thoughtText } from "./state.js";

/** @import { Reply } from "./reply.js" */

export class Thoughts {
  /** @param {Reply} reply whose they are */
  constructor(reply) {
    this.reply = reply;
    this.source = "";
    this.isToggled = false; // by the reader
    /** @type {{button: HTMLElement, text: HTMLElement} | null} */
    this.parts = null; // on the page, from the first word on
    /** @type {Rendering | null} */
    this.rendering = null; // from the first look on
  }

  /** @param {string} text */
  append(text) {
    this.source += text;
    this.rendering?.append(text);
    this.show();
  }

  clear() {
    this.source = "";
    if (this.rendering) this.parts?.text.replaceChildren();
    this.rendering = null;
  }

  show() {
    if (!this.source) return;
    const { reply } = this;
    this.parts ??= this.build();
    this.tick(reply.view.now());
    this.parts.button.classList.toggle("is-live", reply.isRunning && reply.entry.state.status === "thinking");
    if (reply.isAllThought && !this.isToggled && this.parts.text.hidden) this.toggle();
  }

  /** @param {number} nowMs */
  tick(nowMs) {
    const { state } = this.reply.entry;
    const line = this.parts?.button.lastChild;
    if (line) this.reply.setWords(line, thoughtText(state, nowMs, { showsSpeed: !this.reply.view.hidesNames }));
  }

  build() {
    const opener = `<button type="button" class="thought-button" aria-expanded="false">${icon("open")}<span></span></button>`;
    const box = build(`<div class="thought">${opener}<div data-part="thinking" class="prose" hidden></div></div>`);
    const [button, text] = /** @type {HTMLElement[]} */ ([...box.children]);
    button.addEventListener("click", () => {
      this.isToggled = true;
      this.toggle();
    });
    this.reply.text.before(box);
    return { button, text };
  }

  toggle() {
    if (!this.parts) return;
    const { button, text } = this.parts;
    const isOpen = text.hidden === true;
    text.hidden = !isOpen;
    if (isOpen && !this.rendering) this.draw();
    button.setAttribute("aria-expanded", String(isOpen));
  }

  /** Those that are in sight; after `clear` they come again. */
  draw() {
    if (!this.parts || this.parts.text.hidden) return;
    const { isRunning, view } = this.reply;
    this.rendering = new Rendering(this.parts.text, { hasCursor: false, whenGrown: () => view.grown() });
    this.rendering.append(this.source);
    if (isRunning) this.rendering.draw(performance.now(), true);
    else this.rendering.finish();
  }
}
