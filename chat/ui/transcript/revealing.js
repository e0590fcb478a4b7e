// Brings one place of the conversation into sight: what a search has found. It may have to arrive and to be built first.

const PATIENCE_MS = 6000;
const HOLD_MS = 700; // entries above that were only estimated find their heights
const MARKED_MS = 2600;
const MARGIN = 20; // pixels above it
const HANDS_OFF = ["wheel", "touchstart", "pointerdown", "keydown"];

export function reveal(view, turn, reply) {
  const hands = new AbortController();
  for (const name of HANDS_OFF) view.scroller.addEventListener(name, () => hands.abort(), { passive: true, signal: hands.signal });
  const started = performance.now();
  let found = null, until = started + PATIENCE_MS;
  view.scrolling.isFollowing = false;
  const look = () => {
    if (hands.signal.aborted || !view.scroller.isConnected || performance.now() > until) return hands.abort();
    if (!found && (found = find(view, turn, reply))) {
      until = performance.now() + HOLD_MS;
      mark(found.element);
    }
    if (found) hold(view, found.element);
    requestAnimationFrame(look);
  };
  look();
}

function find(view, turn, reply) {
  const entries = [...view.entries.values()];
  return entries.find((one) => reply && one.entry.reply === reply) ?? entries.find((one) => one.entry.kind === "prompt" && one.entry.turn === turn);
}

function hold(view, element) {
  const { scroller, scrolling } = view;
  scrolling.isFollowing = false;
  scrolling.held = null;
  const off = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - MARGIN;
  if (Math.abs(off) >= 1) scroller.scrollTop += off;
  scrolling.lastTop = scroller.scrollTop;
}

function mark(element) {
  element.classList.add("is-found");
  setTimeout(() => element.classList.remove("is-found"), MARKED_MS);
}
