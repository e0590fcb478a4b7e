// Work that can wait, in steps while the page has nothing else to do. A piece of work is a generator; it yields between its steps.

const SELECTING_MS = 200;
/** @type {(call: () => void) => void} */
const whenIdle = "requestIdleCallback" in window ? (call) => requestIdleCallback(call, { timeout: 500 }) : (call) => setTimeout(call, 30);
/** @type {Generator[]} */
const queue = [];
let isWaiting = false;

/** @param {Generator} work */
export function whenThereIsTime(work) {
  queue.push(work);
  if (!isWaiting) waitForNext(0);
}

/** @param {number} delay */
function waitForNext(delay) {
  isWaiting = true;
  setTimeout(() => whenIdle(step), delay);
}

function step() {
  isWaiting = false;
  const start = performance.now();
  const work = queue.shift();
  if (work && !work.next().done) queue.push(work);
  if (queue.length) waitForNext(performance.now() - start < 1 ? SELECTING_MS : 0); // nothing done: somebody is selecting
}
