// How long a server has asked to wait, counted down on the button that asks again. The button can be pressed all the while.
const TICK_MS = 250;

/**
 * `until`: epoch seconds; `now()`: epoch milliseconds of the same clock. Ends when the button is gone.
 * @param {HTMLElement} button
 * @param {number} until epoch seconds
 * @param {() => number} now epoch milliseconds of the same clock
 */
export function countDown(button, until, now) {
  const rest = document.createElement("span");
  rest.ariaHidden = "true"; // it stands in an alert, which would be read out every second
  const words = document.createElement("span"); // one piece: a button keeps its pieces apart
  words.append(...button.childNodes, rest);
  button.append(words);
  const tick = () => {
    const words = waitText(until - now() / 1000);
    if (rest.textContent !== words) rest.textContent = words;
    if (words) setTimeout(() => button.isConnected && tick(), TICK_MS);
  };
  tick();
}

/**
 * " in 12 s", " in 5 min"; empty when it is over.
 * @param {number} seconds
 */
export function waitText(seconds) {
  if (seconds <= 0) return "";
  return seconds < 100 ? ` in ${Math.ceil(seconds)} s` : ` in ${Math.ceil(seconds / 60)} min`;
}
