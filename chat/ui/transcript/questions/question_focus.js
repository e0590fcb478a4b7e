// Where the keyboard goes when a question comes, and when it is answered.

const COMPOSER = "textarea[aria-label=Message]";

/**
 * Into the form of a new question, if nobody is doing anything else: the box of the composer has the focus and is empty. Not on its
 * button, where a key that was meant for something else would answer.
 * @param {HTMLElement} form
 */
export function offerFocus(form) {
  const held = /** @type {HTMLTextAreaElement} */ (document.activeElement);
  if (!held?.matches(COMPOSER) || held.value || document.hidden) return;
  form.querySelector("input, textarea, a")?.focus({ preventScroll: true });
}

/**
 * To be called before a form goes; returns what is to be called after it: whoever was in it is back at the composer.
 * @param {HTMLElement} element
 */
export function holdBack(element) {
  if (!element.contains(document.activeElement)) return () => {};
  return () => document.querySelector(COMPOSER)?.focus({ preventScroll: true });
}
