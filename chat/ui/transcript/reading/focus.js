// The keyboard keeps its place when what it stands on is redrawn or goes: the same button takes over, of the same entry or of the
// one that has come in its place. Where there is no such button any more the entry itself does, so that Tab goes on from there.

const OF_EDITOR = "[data-action=edit], [data-action=more]"; // what opens it

/**
 * To be called before a change of the list; returns what is to be called after it. `isWhole`: nothing of the list will stay.
 * @param {HTMLElement} list
 * @param {boolean} isWhole
 */
export function holdFocus(list, isWhole) {
  const held = /** @type {HTMLElement} */ (document.activeElement);
  const article = list.contains(held) ? held.closest(".entry") : null;
  if (!article) return () => {};
  const { action } = held.dataset;
  const button = action ? `[data-action="${action}"]` : held.closest(".editor") ? OF_EDITOR : null;
  const place = [...list.children].indexOf(article);
  return () => {
    if (document.activeElement !== document.body) return;
    const heir = heirOf(list, article, isWhole ? -1 : place);
    const target =
      (button ? heir?.querySelector(button) : null) ??
      heir ??
      (isWhole ? list.parentElement : document.querySelector("textarea[aria-label=Message]"));
    if (heir && target === heir) makeFocusable(heir);
    target?.focus({ preventScroll: true });
  };
}

/** @param {HTMLElement} list @param {HTMLElement} article @param {number} place @returns {HTMLElement | null} */
function heirOf(list, article, place) {
  if (article.isConnected) return article;
  const alike = /** @type {HTMLElement[]} */ ([...list.children]).map((child) => (kindOf(child) === kindOf(article) ? child : null));
  const ofTurn = alike.find((child) => child && child.dataset.turn === article.dataset.turn);
  if (ofTurn || place < 0) return ofTurn ?? null;
  return alike.slice(place).find(Boolean) ?? alike.slice(0, place).findLast(Boolean) ?? null;
}

/** @param {Element} article */
const kindOf = (article) => article.entry.entry.kind;

/**
 * Only for as long as it has the focus: else a click on any word would give it to the entry.
 * @param {HTMLElement} article
 */
function makeFocusable(article) {
  article.tabIndex = -1;
  article.addEventListener("blur", () => article.removeAttribute("tabindex"), { once: true });
}
