// What Python puts into the head of a page for its scripts (browser.py).

/**
 * The value under this name, to be taken once; null where the page came without one.
 * @param {string} name
 */
export function handedOver(name) {
  const script = document.querySelector(`script[data-for="${name}"]`);
  script?.remove();
  return script ? JSON.parse(script.textContent) : null;
}
