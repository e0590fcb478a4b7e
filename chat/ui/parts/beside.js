// @ts-check
// Where a pop-up stands that belongs to a button.

const GAP = 8; // to the button
const EDGE = 12; // to the window

/**
 * Above the button if there is more room, else below it; never beyond the window. `--room` is how high it may become.
 * @param {HTMLElement} opener
 * @param {number} widest in pixels
 * @returns {Record<string, string>} styles
 */
export function placeBeside(opener, widest) {
  const at = opener.getBoundingClientRect();
  const width = Math.min(widest, innerWidth - 2 * EDGE);
  const isAbove = at.top > innerHeight - at.bottom;
  return {
    left: `${Math.max(EDGE, Math.min(at.left - GAP, innerWidth - width - EDGE))}px`,
    width: `${width}px`,
    "--room": `${Math.max(at.top, innerHeight - at.bottom) - EDGE - GAP}px`,
    ...(isAbove ? { bottom: `${innerHeight - at.top + GAP}px` } : { top: `${at.bottom + GAP}px` }),
  };
}
