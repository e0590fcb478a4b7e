// Where the blocks of one text stand: in parts of some dozen blocks, so that a block that grows makes the browser look at its own part
// and not at all that stands above it. A block stays in its part.
//
// The last blocks are live: each has a place, and what comes there next is patched over what is there.
import { patchNodes } from "./patch.js";

const MOST = 250; // weight of a part

export class Parts {
  constructor(root) {
    this.root = root;
    this.live = []; // {html, nodes}
    this.last = null;
    this.weight = 0; // of the last one
  }

  // Puts nodes at a live place; returns those that now stand there.
  put(fresh, place, weight) {
    const old = this.live[place]?.nodes.filter((node) => node.parentNode) ?? [];
    if (old.length) return patchNodes(old[0].parentNode, old, fresh, old.at(-1).nextSibling);
    const next = this.live.slice(place + 1).find(({ nodes }) => nodes.length)?.nodes[0];
    return patchNodes(next?.parentNode ?? this.partFor(weight), [], fresh, next ?? null);
  }

  partFor(weight) {
    if (!this.last || this.weight >= MOST) this.begin();
    this.weight += weight;
    return this.last;
  }

  begin() {
    this.last = Object.assign(document.createElement("div"), { className: "part" });
    this.weight = 0;
    this.addToRoot(this.last);
  }

  // Something that is no block of the text; what follows begins a part.
  append(element) {
    this.addToRoot(element);
    this.last = null;
    this.live = [];
  }

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

  // Removes the live blocks from this place on; returns their weight on the page, which is none.
  trim(place) {
    for (const { nodes } of this.live.splice(place)) for (const node of nodes) node.remove();
    return 0;
  }
}
