// A text box that gets long texts. Browsers take seconds to insert some thousand lines into one, and minutes for megabytes.

export const LONG = 4000; // characters, which are put in by other means
export const VERY_LONG = 200000; // are held beside the box
export const HAS_KEYBOARD = matchMedia("(hover: hover) and (min-width: 768px)"); // elsewhere the focus brings one up, over half of the page
const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

/** @param {HTMLTextAreaElement} box */
export const isBlank = (box) => box.textLength === 0 || (box.textLength < 10000 && !box.value.trim());

/** @param {HTMLTextAreaElement} box */
export function fitHeight(box) {
  if (GROWS_BY_ITSELF) return;
  box.style.height = "auto";
  box.style.height = box.scrollHeight + "px";
}

/**
 * As if it were pasted.
 * @param {HTMLTextAreaElement} box
 * @param {string} text
 * @returns {boolean} whether it fits; if not, only what was selected is gone
 */
export function putInto(box, text) {
  const fits = box.textLength + text.length <= VERY_LONG;
  box.setRangeText(fits ? text : "", box.selectionStart, box.selectionEnd, "end");
  return fits;
}
