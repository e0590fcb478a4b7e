// Where a pop-up stands that belongs to a button.

const GAP = 6; // to the button
const EDGE = 8; // to the window
const LEAST = 120; // it never becomes lower than this

/**
 * On the side of its opener where it fits, else on the roomier one: `--room` is how high it may become there.
 * @param {HTMLElement} element
 * @param {DOMRect} at its opener
 * @param {{isAtEnd: boolean, isBelow: boolean | null}} wish its end lies at the end of the opener, else its start at the start; where it
 *   stood before: it must not jump to the other side
 * @returns {boolean} whether it stands below
 */
export function placeBeside(element, at, { isAtEnd, isBelow }) {
  const above = at.top - GAP - EDGE;
  const below = (window.visualViewport?.height ?? innerHeight) - at.bottom - GAP - EDGE;
  const { style } = element;
  style.setProperty("--room", `${Math.max(LEAST, above, below)}px`);
  isBelow ??= element.offsetHeight <= below || below >= above;
  style.setProperty("--room", `${Math.max(LEAST, isBelow ? below : above)}px`);
  style.top = isBelow ? `${at.bottom + GAP}px` : "auto";
  style.bottom = isBelow ? "auto" : `${innerHeight - at.top + GAP}px`;
  const { offsetWidth: width } = element;
  style.left = `${Math.max(EDGE, Math.min(isAtEnd ? at.right - width : at.left, innerWidth - width - EDGE))}px`;
  return isBelow;
}
