// Where the blocks of one text stand: in parts of some dozen blocks, so that a block that grows makes the browser look at its own part
// and not at all that stands above it. A block stays in its part.
//
// The last blocks are live: each has a place, and what comes there next is patched over what is there.
import { patchNodes } from "./patch.js";

/** @typedef {{html: string | undefined, nodes: Node[]}} DrawnBlock without `html`: code, or a text as it was written */

const MOST = 250; // weight of a part

export class Parts {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {DrawnBlock[]} */
    this.live = [];
    /** @type {HTMLElement | null} */
    this.last = null;
    this.weight = 0; // of the last one
  }

  /**
   * Puts nodes at a live place; returns those that now stand there.
   * @param {Node[]} fresh
   * @param {number} place
   * @param {number} weight
   * @returns {Node[]}
   */
  put(fresh, place, weight) {
    const old = this.live[place]?.nodes.filter((node) => node.parentNode) ?? [];
    if (old.length) return patchNodes(/** @type {Node} */ (old[0].parentNode), old, fresh, old[old.length - 1].nextSibling);
    const next = this.live.slice(place + 1).find(({ nodes }) => nodes.length)?.nodes[0];
    return patchNodes(next?.parentNode ?? this.partFor(weight), [], fresh, next ?? null);
  }

  /** @param {number} weight */
  partFor(weight) {
    const part = this.last && this.weight < MOST ? this.last : this.begin();
    this.weight += weight;
    return part;
  }

  begin() {
    const part = Object.assign(document.createElement("div"), { className: "part" });
    this.last = part;
    this.weight = 0;
    this.addToRoot(part);
    return part;
  }

  /**
   * Something that is no block of the text; what follows begins a part.
   * @param {HTMLElement} element
   */
  append(element) {
    this.addToRoot(element);
    this.last = null;
    this.live = [];
  }

  /** @param {HTMLElement} element */
  addToRoot(element) {
    const { lastElementChild } = this.root;
    this.root.insertBefore(element, lastElementChild?.matches(".cursor") ? lastElementChild : null);
  }

  clear() {
    this.root.replaceChildren();
    this.last = null;
    this.live = [];
  }

  // The block at the first place is finished.
  settle() {
    this.live.shift();
  }

  /**
   * Removes the live blocks from this place on; returns their weight on the page, which is none.
   * @param {number} place
   */
  trim(place) {
    for (const { nodes } of this.live.splice(place)) for (const node of nodes) /** @type {ChildNode} */ (node).remove();
    return 0;
  }
}
