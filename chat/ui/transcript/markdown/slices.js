// Drawing that is too much for one task, in slices of a few milliseconds; the page is painted and the reader heard in between.

const SLICE_MS = 10; // for all together
const due = new Set();
let timer = null;

// `drawing.root` is where it draws; `drawing.drawUntil(deadline)` returns whether something is left that can be drawn now.
export function drawInSlices(drawing) {
  due.add(drawing);
  timer ??= setTimeout(draw);
}

export const sliceFrom = (start) => start + SLICE_MS;

function draw() {
  timer = null;
  const deadline = sliceFrom(performance.now());
  for (const drawing of [...due]) {
    due.delete(drawing);
    if (drawing.root.isConnected && drawing.drawUntil(deadline)) due.add(drawing); // behind the others
    if (performance.now() > deadline) break;
  }
  if (due.size) timer ??= setTimeout(draw);
}
