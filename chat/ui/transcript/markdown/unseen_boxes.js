// Boxes in the place of letters that nobody sees (grammar/unseen.js), for code that stands in elements.
import { escaped, unseenIn } from "./grammar/unseen.js";

/**
 * Nodes for a text of code. `count`: boxes that stand before it.
 * @param {string} text
 * @param {number} [count]
 */
export function nodesFor(text, count = 0) {
  /** @type {(string | HTMLElement)[]} */
  const nodes = [];
  let end = 0;
  for (const [start, next, label] of unseenIn(text, count)) {
    nodes.push(text.slice(end, start), label ? box(text.slice(start, next), label) : escaped(text.slice(start, next)));
    end = next;
  }
  return [...nodes, text.slice(end)].filter((node) => node !== "");
}

/**
 * In nodes that stand there already.
 * @param {Node} fragment
 */
export function boxUnseen(fragment) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const found = [];
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    if (unseenIn(node.data).length) found.push(node);
  }
  let count = 0;
  for (const node of found) {
    const nodes = nodesFor(node.data, count);
    count += nodes.filter((one) => typeof one !== "string").length;
    node.replaceWith(...nodes);
  }
  return fragment;
}

/** @param {string} run @param {string} label */
function box(run, label) {
  const element = document.createElement("span");
  element.className = "unseen";
  element.title = label;
  element.textContent = run;
  return element;
}
