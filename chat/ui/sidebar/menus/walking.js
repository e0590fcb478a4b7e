/**
 * Lets a key go from stop to stop of a menu; Escape and Tab close it. Other keys are left alone.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} stops
 * @param {() => void} close
 */
export function walk(event, stops, close) {
  const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (goal !== undefined) stops.at(goal % stops.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
