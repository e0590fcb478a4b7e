/**
 * Puts the focus on NiceGUI's element with this number, as soon as what has just changed is drawn.
 * @param {number} number
 */
export function focusOn(number) {
  requestAnimationFrame(() => document.getElementById(`c${number}`)?.focus());
}
