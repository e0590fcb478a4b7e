// What stands around a transcript and shows how it stands: the header of a lane, and the look of the page.
import { Reply } from "./messages/reply.js";

/** @import { LaneState } from "../lanes/wire.js" */
/** @import { View } from "./view.js" */

/**
 * The header of a lane is fed by this: `reply` is the one that runs, or that of the newest turn; none if the lane sat that out, or has only
 * joined since.
 * @param {View} view
 */
export function tellLane(view) {
  const newest = view.list.lastElementChild?.entry;
  const isInherited = newest?.entry.kind === "reply" && Boolean(newest.entry.isInherited);
  const own = newest instanceof Reply && !isInherited ? newest : null;
  const reply = [...view.running()].at(-1) ?? own;
  /** @type {LaneState} */
  const detail = { view, reply, sitsOut: !reply && newest?.entry.kind === "prompt", joins: !reply && isInherited };
  view.root.dispatchEvent(new CustomEvent("lane-state", { bubbles: true, detail }));
}
