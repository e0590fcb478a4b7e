// What a persona says before the first prompt. It stands above the conversation and is no part of it.
import { build } from "./actions.js";
import { Rendering } from "./markdown/rendering.js";

/** @import { GreetingEntry } from "./wire.js" */
/** @import { View } from "./view.js" */

export class Greeting {
  /** @param {GreetingEntry} entry @param {View} view */
  constructor(entry, view) {
    this.entry = entry;
    this.isRunning = false;
    this.element = build(
      '<article class="entry is-greeting"><div class="entry-name"></div><div data-part="text" class="prose"></div></article>',
    );
    this.element.entry = this;
    this.text = /** @type {HTMLElement} */ (this.element.querySelector("[data-part=text]"));
    this.shown = "";
    this.rendering = new Rendering(this.text, { hasCursor: false, whenGrown: () => view.grown() });
    this.show();
  }

  show() {
    const { name, text } = this.entry;
    this.element.setAttribute("aria-label", name);
    if (this.element.firstChild) this.element.firstChild.textContent = name;
    if (this.shown === text) return;
    this.shown = text;
    this.rendering.append(text);
    this.rendering.finish();
  }

  setBusy() {
    // nothing to press
  }
}
