// What the transcript keeps at its elements, and what it finds when it looks for one: elements of HTML.
import type { Preview } from "./blocks/preview.js";
import type { CodeBlock } from "./markdown/highlighting/code.js";
import type { Editor } from "./messages/editor.js";
import type { View } from "./view.js";

declare global {
  interface Element {
    /** The object that drew it: a Prompt, a Reply, a Greeting or a Sleeper. */
    entry?: any;
    editor?: Editor;
    view?: View;
    preview?: Preview;
    codeBlock?: CodeBlock;
    /** Patching leaves it as it is. */
    keepsItself?: boolean;
    closest<K extends keyof HTMLElementTagNameMap>(selectors: K): HTMLElementTagNameMap[K] | null;
    closest<E extends HTMLElement = HTMLElement>(selectors: string): E | null;
  }
  interface ParentNode {
    querySelector<K extends keyof HTMLElementTagNameMap>(selectors: K): HTMLElementTagNameMap[K] | null;
    querySelector<E extends HTMLElement = HTMLElement>(selectors: string): E | null;
    querySelectorAll<K extends keyof HTMLElementTagNameMap>(selectors: K): NodeListOf<HTMLElementTagNameMap[K]>;
    querySelectorAll<E extends HTMLElement = HTMLElement>(selectors: string): NodeListOf<E>;
  }
}
