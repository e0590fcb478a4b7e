// Fills formulas in by KaTeX, which is loaded when the first one appears: a frame's worth at a time, long ones by a worker. A formula
// that cannot be set, or takes too long, stays as it was written.
import { DeadlineWorker } from "../deadline_worker.js";
import { htmlOf } from "./html.js";
import { cleanFormula } from "../sanitize.js";

const LONGEST = 5_000; // characters
const LONG = 300; // set by the worker
const DEADLINE_MS = 1_000;
const MOST_AT_ONCE = 200;
const SLICE_MS = 8;
const MOST_KEPT = 500;
const worker = new DeadlineWorker(new URL("./worker.js", import.meta.url), DEADLINE_MS);
/** @type {{element: Element, whenFilled?: (() => void) | null}[]} */
const queue = [];
/** @type {Map<string, string | null>} */
const kept = new Map(); // a growing paragraph asks for the same formulas again and again
/** @type {typeof import("katex").default | null} */
let katex = null;
/** @type {Promise<void> | null} */
let loading = null;
/** @type {number | null} */
let timer = null;
const awaited = new WeakSet();

/** @param {Node[]} nodes @param {(() => void) | null} [whenFilled] */
export function fillFormulas(nodes, whenFilled) {
  const found = nodes.flatMap((node) => (node instanceof Element ? formulasIn(node) : []));
  if (!found.length) return;
  for (const element of found) awaited.add(element);
  queue.push(...found.map((element) => ({ element, whenFilled })));
  if (katex) {
    if (timer === null) work();
    return;
  }
  loading ??= load().then(() => work(true));
}

/** @param {Element} node */
function formulasIn(node) {
  const selector = ".formula:not(.is-filled)";
  return [...(node.matches(selector) ? [node] : []), ...node.querySelectorAll(selector)].filter((element) => !awaited.has(element));
}

async function load() {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("../../../vendor/katex/katex.css", import.meta.url).href;
  document.head.append(style);
  await import("../../../vendor/katex/contrib/mhchem.mjs"); // \ce and \pu
  katex = (await import("../../../vendor/katex/katex.mjs")).default;
}

/** @param {boolean} [isLater] */
function work(isLater = false) {
  const start = performance.now();
  const calls = new Set();
  let count = 0;
  for (; count < MOST_AT_ONCE && performance.now() - start < SLICE_MS; count++) {
    const next = queue.shift();
    if (!next) break;
    const { element, whenFilled } = next;
    if (isLater && !element.isConnected) continue;
    fill(element, whenFilled);
    calls.add(whenFilled);
  }
  timer = queue.length ? setTimeout(work, 0, true) : null; // the page is painted in between
  for (const whenFilled of calls) whenFilled?.();
}

/** @param {Element} element @param {(() => void) | null} [whenFilled] */
function fill(element, whenFilled) {
  const tex = element.textContent;
  const displayMode = element.classList.contains("is-block");
  const key = `${displayMode}${tex}`;
  const known = kept.get(key);
  if (known !== undefined) return show(element, known);
  if (tex.length > LONGEST) return;
  if (katex && tex.length <= LONG) return show(element, keep(key, htmlOf(katex, tex, displayMode)));
  fillLater(element, key, { tex, displayMode }).then(whenFilled);
}

/** @param {Element} element @param {string} key @param {object} question */
async function fillLater(element, key, question) {
  await null; // until it stands in the page
  const html = await worker.ask(() => (element.isConnected ? question : undefined));
  if (html !== undefined) show(element, keep(key, html));
}

/** @param {string} key @param {string | null} html */
function keep(key, html) {
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? "");
  kept.set(key, html);
  return html;
}

/** @param {Element} element @param {string | null} html */
function show(element, html) {
  if (html === null) return;
  element.replaceChildren(cleanFormula(html));
  element.classList.add("is-filled");
}
