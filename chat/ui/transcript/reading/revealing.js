// Brings one place of the conversation into sight: what a search has found. It may have to arrive and to be built first.
import { findWords, mark } from "./marking.js";

/** @import { SoughtWord } from "../wire.js" */
/** @import { Awake } from "../entry_list.js" */
/** @import { View } from "../view.js" */

const PATIENCE_MS = 6000;
const HOLD_MS = 700; // entries above that were only estimated find their heights
const MARKED_MS = 2600;
const SCREENFUL = 1500; // characters
const MARGIN = 20; // pixels above it
const DEPTH = 0.3; // of the height: where words are shown that would not be in sight below the beginning of their message
const INTERRUPTIONS = ["wheel", "touchstart", "pointerdown", "keydown"];
const FORGET = "polylogue-search-over";

/**
 * `words` as in marking.js; none: only the message is shown. Without a `turn` it is the beginning.
 * @param {View} view
 * @param {string | null} [turn]
 * @param {string} [reply]
 * @param {SoughtWord[]} [words]
 */
export function reveal(view, turn = null, reply = "", words = []) {
  view.revealing?.abort();
  const interruption = (view.revealing = new AbortController());
  for (const name of INTERRUPTIONS) {
    view.scroller.addEventListener(name, () => interruption.abort(), { passive: true, signal: interruption.signal });
  }
  /** @type {Awake | null | undefined} */
  let found = null;
  let until = performance.now() + PATIENCE_MS;
  view.scrolling.isFollowing = false;
  const look = () => {
    if (!found) until = Math.max(until, (view.arrivedAt ?? 0) + PATIENCE_MS); // older turns are on their way
    if (interruption.signal.aborted || !view.scroller.isConnected || performance.now() > until) return interruption.abort();
    if (!found && (found = find(view, turn, reply))) {
      until = performance.now() + HOLD_MS;
      if (turn) arrive(view, found, reply, words);
    }
    if (found) hold(view, turn ? found.element : null, turn ? view.marks?.best : null);
    requestAnimationFrame(look);
  };
  look();
}

/** @param {View} view @param {string | null} turn @param {string} reply */
function find(view, turn, reply) {
  if (!turn) return view.hasOlder ? null : view.shown.find(({ key }) => key === view.shown.order[0]);
  return (
    (reply && view.shown.find((entry) => entry.kind === "reply" && entry.reply === reply)) ||
    view.shown.find((entry) => entry.kind === "prompt" && entry.turn === turn)
  );
}

/** @param {View} view @param {Awake} found @param {string} reply @param {SoughtWord[]} words */
function arrive(view, found, reply, words) {
  forget(view);
  if (reply && !(found.entry.kind === "reply" && found.entry.reply === reply)) return; // it is in another lane; this one only goes along
  if (!words.length || found.text.textContent.length < SCREENFUL) glow(found.element); // else the marks say it
  if (reply) view.root.dispatchEvent(new CustomEvent("lane-found", { bubbles: true }));
  if (words.length) view.marks = new Marks(view, found, words);
}

/** @param {HTMLElement} element */
function glow(element) {
  element.classList.add("is-found");
  setTimeout(() => element.classList.remove("is-found"), MARKED_MS);
}

// The words in one message, marked for as long as it is searched for them.
export class Marks {
  /** @param {View} view @param {Awake} entry @param {SoughtWord[]} words */
  constructor(view, entry, words) {
    this.view = view;
    this.entry = entry;
    this.words = words;
    /** @type {Range | null} */
    this.best = null;
    this.over = new AbortController();
    addEventListener(FORGET, () => forget(view), { signal: this.over.signal });
    this.show();
    this.watcher = new MutationObserver(() => this.show()); // code is coloured a little later
    this.watcher.observe(entry.text, { childList: true, subtree: true });
    this.unfold();
  }

  show() {
    const { ranges, best } = findWords(this.entry.text, this.words);
    this.best = best;
    mark(this.view, ranges);
  }

  async unfold() {
    if (!("unfold" in this.entry)) return;
    await this.entry.unfold((root) => !this.best || (root.contains(this.best.startContainer) && isBelow(this.best, root)));
  }

  close() {
    this.over.abort();
    this.watcher.disconnect();
    mark(this.view, []);
  }
}

/** @param {View} view */
export function forget(view) {
  view.marks?.close();
  view.marks = null;
}

/** @param {Range} range @param {HTMLElement} root */
function isBelow(range, root) {
  return range.getBoundingClientRect().bottom > root.getBoundingClientRect().bottom;
}

/** @param {View} view @param {HTMLElement | null} element @param {Range | null | undefined} range */
function hold(view, element, range) {
  const { scroller, scrolling } = view;
  scrolling.isFollowing = false;
  scrolling.held = null;
  const box = scroller.getBoundingClientRect();
  if (!box.height) return; // a lane that is not shown
  let off = element ? element.getBoundingClientRect().top - box.top - MARGIN : -scroller.scrollTop;
  if (range?.startContainer.isConnected && !range.collapsed) {
    const words = range.getBoundingClientRect();
    if (words.bottom - off > box.bottom - MARGIN) off = words.top - box.top - box.height * DEPTH;
    showAcross(range, scroller);
  }
  if (Math.abs(off) >= 1) scroller.scrollTop += off;
  scrolling.lastTop = scroller.scrollTop;
}

/**
 * Long lines of code and wide tables are scrolled sideways.
 * @param {Range} range
 * @param {HTMLElement} scroller
 */
function showAcross(range, scroller) {
  for (let part = range.startContainer.parentElement; part !== scroller && part; part = part.parentElement) {
    if (part.scrollWidth <= part.clientWidth + 1 || getComputedStyle(part).overflowX === "visible") continue;
    const box = part.getBoundingClientRect();
    const words = range.getBoundingClientRect();
    if (words.left < box.left || words.right > box.right) part.scrollLeft += words.left - box.left - box.width * DEPTH;
  }
}
