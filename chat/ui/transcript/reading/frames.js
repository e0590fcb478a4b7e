// The end of a frame's work for all views of the page: first everything is read, then everything is written, so that the page is
// laid out once and not once a view (a comparison has up to twelve of them).

/** @typedef {{measure: () => () => void}} Measured reads, and returns what writes */

/** @type {Set<Measured>} */
const due = new Set();
/** @type {number | null} */
let frame = null;

/** @param {Measured} view */
export function inNextFrame(view) {
  due.add(view);
  frame ??= requestAnimationFrame(run);
}

/** @param {Measured} view */
export function leaveFrame(view) {
  due.delete(view);
}

function run() {
  frame = null;
  const views = [...due];
  due.clear();
  const writes = views.map((view) => view.measure());
  for (const write of writes) write();
}
