// Drawing that is too much for one task, in slices of a few milliseconds; the page is painted and the reader heard in between.

const SLICE_MS = 10; // for all together
/**
 * `root`: where it draws; `drawUntil` returns whether something is left that can be drawn now.
 * @typedef {{root: HTMLElement, drawUntil: (deadline: number) => boolean}} Sliced
 */

/** @type {Set<Sliced>} */
const due = new Set();
/** @type {number | undefined} */
let timer;

/** @param {Sliced} drawing */
export function drawInSlices(drawing) {
  due.add(drawing);
  timer ??= setTimeout(draw);
}

/** @param {number} start */
export const sliceFrom = (start) => start + SLICE_MS;

function draw() {
  timer = undefined;
  const deadline = sliceFrom(performance.now());
  for (const drawing of [...due]) {
    due.delete(drawing);
    if (drawing.root.isConnected && drawing.drawUntil(deadline)) due.add(drawing); // behind the others
    if (performance.now() > deadline) break;
  }
  if (due.size) timer ??= setTimeout(draw);
}
