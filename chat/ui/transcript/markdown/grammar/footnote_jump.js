// From the mark of a footnote to its words and back, by pointer or keys, wherever a text is drawn.

/** @type {WeakMap<Element, HTMLElement>} */
const sources = new WeakMap(); // the back of a note -> the mark that led to it

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest(".footnote-reference button, .footnote-back") : null;
  const prose = button?.closest(".prose");
  const place = button && prose ? (button.matches(".footnote-back") ? sourceOf(button, prose) : noteOf(button, prose)) : null;
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
});

/** @param {HTMLElement} button @param {HTMLElement} prose */
function noteOf(button, prose) {
  const note = [...prose.querySelectorAll(".footnote-back")].find((one) => one.textContent === button.textContent);
  if (note) sources.set(note, button);
  return note;
}

/**
 * The mark that led here, else the first one.
 * @param {HTMLElement} button
 * @param {HTMLElement} prose
 */
function sourceOf(button, prose) {
  const source = sources.get(button);
  if (source?.isConnected) return source;
  return [...prose.querySelectorAll(".footnote-reference button")].find((one) => one.textContent === button.textContent);
}
