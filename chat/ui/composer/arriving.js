// Names of files on their way to the server, kept by the browser for this tab: whose page is loaded again before they have arrived, as
// when Polylogue was closed meanwhile, is told.

const PREFIX = "polylogue-arriving:";
const noted = new Set(); // drafts whose files this page itself is sending

/**
 * @param {string} draftKey
 * @param {string[]} names
 */
export function noteArriving(draftKey, names) {
  if (!draftKey) return;
  noted.add(draftKey);
  if (names.length) sessionStorage.setItem(PREFIX + draftKey, JSON.stringify(names));
  else sessionStorage.removeItem(PREFIX + draftKey);
}

/**
 * Those that have not arrived, told once.
 * @param {string} draftKey
 * @returns {string[]}
 */
export function lostOnTheWay(draftKey) {
  if (!draftKey || noted.has(draftKey)) return [];
  const kept = sessionStorage.getItem(PREFIX + draftKey);
  sessionStorage.removeItem(PREFIX + draftKey);
  try {
    return JSON.parse(kept ?? "[]").map(String);
  } catch {
    return []; // not ours
  }
}
