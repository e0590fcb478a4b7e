// A definition at the end of a text may make links of what was drawn as plain words before. So such a text is read a second time, with
// all that is known of it, and the blocks that are different now are patched.
import { Parsing } from "./parsing/parsing.js";
import { patchNodes } from "./patch.js";

/** @import { Drawing, Item } from "./drawing.js" */

export class Revision {
  /** @param {Drawing} drawing whose `settled` are the blocks that were drawn, in their order @param {() => void} whenAnswered */
  constructor(drawing, whenAnswered) {
    this.drawing = drawing;
    this.at = 0;
    this.parsing = new Parsing(whenAnswered, { ...drawing.parsing.known, isSecond: true });
    this.parsing.push(drawing.text);
  }

  get isAway() {
    return this.parsing.isAway;
  }

  get isOver() {
    return this.parsing.isOver;
  }

  /** @returns {Item[]} */
  read() {
    const step = this.parsing.isOver ? null : this.parsing.step(true);
    return step?.done.map((block) => ({ ...block, isAgain: true })) ?? [];
  }

  /**
   * Returns its weight, if something had to be done.
   * @param {Item} block
   */
  draw(block) {
    if (block.more !== undefined) return 0; // code is the same
    const before = this.drawing.settled[this.at++];
    if (!before) return this.drawing.show(block);
    if (before.html === block.html) return 0;
    const { nodes } = before;
    const parent = nodes[0]?.parentNode ?? this.drawing.parts.partFor(0);
    const fresh = patchNodes(parent, nodes, this.drawing.nodesOf(block, block.html), nodes.at(-1)?.nextSibling ?? null);
    this.drawing.fill(fresh, true);
    return block.weight ?? 0;
  }
}
