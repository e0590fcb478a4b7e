// Work that can wait, in steps while the page has nothing else to do. A piece of work is a generator; it yields between its steps.

const SELECTING_MS = 200;
const whenIdle = window.requestIdleCallback ? (call) => requestIdleCallback(call, { timeout: 500 }) : (call) => setTimeout(call, 30);
const queue = [];
let isWaiting = false;

export function whenThereIsTime(work) {
  queue.push(work);
  if (!isWaiting) waitForNext(0);
}

function waitForNext(delay) {
  isWaiting = true;
  setTimeout(() => whenIdle(step), delay);
}

function step() {
  isWaiting = false;
  const start = performance.now();
  const work = queue.shift();
  if (!work.next().done) queue.push(work);
  if (queue.length) waitForNext(performance.now() - start < 1 ? SELECTING_MS : 0); // nothing done: somebody is selecting
}
