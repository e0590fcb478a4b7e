// The sidebar as a drawer on phones, and folded away elsewhere.
const KEY = "polylogue-side";
const NARROW = matchMedia("(max-width: 767px)");
const COARSE = matchMedia("(pointer: coarse)");

/** As theme.js has set it before the first paint. */
export function isFolded() {
  return document.documentElement.classList.contains("side-collapsed");
}

/** @param {boolean} isFolded */
export function fold(isFolded) {
  document.documentElement.classList.toggle("side-collapsed", isFolded);
  try {
    localStorage.setItem(KEY, isFolded ? "collapsed" : "open");
  } catch (error) {
    console.info("the sidebar's state is not remembered", error);
  }
}

/**
 * Lets Tab go round from the button through what lies in the drawer.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} button
 * @param {HTMLElement} drawer
 */
export function keepFocusIn(event, button, drawer) {
  /** @type {NodeListOf<HTMLElement>} */
  const inside = drawer.querySelectorAll("a, button, input");
  const stops = [button, ...inside];
  if (event.key !== "Tab" || document.activeElement !== (event.shiftKey ? stops[0] : stops.at(-1))) return;
  event.preventDefault();
  (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
}

export const isNarrow = () => NARROW.matches;

/**
 * Calls when the window has become narrow or wide, or fingers take the place of a mouse, until what is returned is called.
 * @param {() => void} call
 */
export function onOtherScreen(call) {
  for (const query of [NARROW, COARSE]) query.addEventListener("change", call);
  return () => {
    for (const query of [NARROW, COARSE]) query.removeEventListener("change", call);
  };
}
