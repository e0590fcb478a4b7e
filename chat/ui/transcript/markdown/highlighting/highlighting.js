// Colours for code, from the worker; those of complete code are kept, because chats are left and opened again.
import { DeadlineWorker } from "../deadline_worker.js";

export const MOST_COLOURED = 60_000; // characters of a block; the rest of it stays plain
const DEADLINE_MS = 1_000;
const MOST_KEPT = 2_000_000; // characters
const REST_MS = 60_000; // a grammar that has hung is left alone for so long

const worker = new DeadlineWorker(new URL("./worker.js", import.meta.url), DEADLINE_MS);
/** @type {Map<string, string[]>} */
const kept = new Map(); // language and code -> HTML of its pieces
const unknown = new Set(); // languages
/** @type {Map<string, number>} */
const resting = new Map(); // language -> until when
let size = 0;

export function warmUp() {
  worker.warmUp();
}

/** @param {string} language @param {string} code */
export function keptColours(language, code) {
  return kept.get(keyOf(language, code));
}

/**
 * HTML for each piece of the code (lines.js), or null if it stays plain. `block.isComplete`: no longer code is asked for next time.
 * @param {string} language
 * @param {string} code
 * @param {{isComplete: boolean}} block
 * @returns {Promise<string[] | null>}
 */
export async function coloursOf(language, code, block) {
  const key = keyOf(language, code);
  const known = kept.get(key);
  if (known) return known;
  const answer = await worker.ask(() => (mayBeAsked(language) ? { language, code } : undefined));
  if (answer === false) unknown.add(language);
  if (answer === null) resting.set(language, performance.now() + REST_MS);
  if (answer && block.isComplete) keep(key, answer);
  return answer || null;
}

/** @param {string} language */
export function mayBeAsked(language) {
  return language && !unknown.has(language) && !(performance.now() < (resting.get(language) ?? 0));
}

/** @param {string} language @param {string} code */
const keyOf = (language, code) => `${language}\n${code}`;

/** @param {string} key @param {string[]} answer */
function keep(key, answer) {
  kept.set(key, answer);
  size += key.length;
  for (const oldest of kept.keys()) {
    if (size <= MOST_KEPT) return;
    kept.delete(oldest);
    size -= oldest.length;
  }
}
