// Letters in code that nobody sees, or that turn the direction of what stands behind them: where they are, and what is written in their
// place, the same as in exported pages (exchange/outgoing/unseen.py). The letters themselves stay, so that what is copied is exact.

const SIGNS =
  "[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f" +
  "\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]";
const TAGS = "(?<![\\u{1f3f4}\\u{e0020}-\\u{e007f}])[\\u{e0000}-\\u{e007f}]+"; // behind a black flag they make it that of a country
// of Chinese signs
const VARIANTS = "(?<![\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}\\u{e0100}-\\u{e01ef}])[\\u{e0100}-\\u{e01ef}]+";
// eslint-disable-next-line no-misleading-character-class -- letters that join are among what is looked for
const RUN = new RegExp(`(?:${SIGNS}|${TAGS}|${VARIANTS})+`, "gu");
const ANY = /[^\n\r\t -~\u00a0-\u00ac\u00ae-\u02ff]/; // most code has none of these
const MOST = 40; // boxes in a text: what has more of them is meant to be a burden
const MOST_NAMED = 3;

/**
 * Without a label beyond the first boxes. `count`: of boxes that the text has already.
 * @param {string} text
 * @param {number} [count]
 * @returns {[start: number, end: number, label: string | null][]}
 */
export function unseenIn(text, count = 0) {
  if (!ANY.test(text)) return [];
  return [...text.matchAll(RUN)].map(({ 0: run, index }, at) => [index, index + run.length, at + count < MOST ? labelOf(run) : null]);
}

/**
 * HTML of code with a box for each run of such letters.
 * @param {(text: string) => string} escape
 * @param {string} text
 */
export function markedHtml(escape, text) {
  let html = "";
  let end = 0;
  for (const [start, next, label] of unseenIn(text)) {
    html +=
      escape(text.slice(end, start)) +
      (label ? `<span class="unseen" title="${label}">${escape(text.slice(start, next))}</span>` : escaped(text.slice(start, next)));
    end = next;
  }
  return html + escape(text.slice(end));
}

/**
 * "U+202E", "U+200B ×3", "U+202E U+2066", "U+E0041 U+E0042 U+E0043 +9"
 * @param {string} run
 */
export function labelOf(run) {
  const names = [...run].map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`);
  if (names.every((name) => name === names[0])) return names[0] + (names.length > 1 ? ` ×${names.length}` : "");
  return names.slice(0, MOST_NAMED).join(" ") + (names.length > MOST_NAMED ? ` +${names.length - MOST_NAMED}` : "");
}

/**
 * As programmers write it: \x1b, \u202e.
 * @param {string} run
 */
export function escaped(run) {
  /** @param {string} letter @param {number} width */
  const hex = (letter, width) => (letter.codePointAt(0) ?? 0).toString(16).padStart(width, "0");
  return [...run]
    .map((letter) => (letter < "\u0100" ? `\\x${hex(letter, 2)}` : letter.length === 1 ? `\\u${hex(letter, 4)}` : `\\U${hex(letter, 8)}`))
    .join("");
}
