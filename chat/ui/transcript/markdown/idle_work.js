// Work that can wait, in steps while the page has nothing else to do. A piece of work is a generator; it yields between its steps.

import { whenIdle } from "../../idle.js";

const SELECTING_MS = 200;
const AT_LATEST_MS = 500;
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
  setTimeout(() => whenIdle(step, { timeout: AT_LATEST_MS }), delay);
}

function step() {
  isWaiting = false;
  const start = performance.now();
  const work = queue.shift();
  if (work && !work.next().done) queue.push(work);
  if (queue.length) waitForNext(performance.now() - start < 1 ? SELECTING_MS : 0); // nothing done: somebody is selecting
}
