// How code is cut into the elements that hold it, so that none is expensive to lay out: groups of lines, and stretches of very long
// lines. The cut depends on the text alone, so that code and its coloured HTML are cut at the same places. Pure.

const LINES = 50; // in a group
const LETTERS = 5_000; // a group ends at the next end of a line
const LONG = 2_000; // a longer line is a group of its own, in stretches
const STRETCH = 1_000;

/** @typedef {{isLong: boolean, pieces: string[]}} Cut a group of lines is one piece */

/** @param {string} text */
export function cutCode(text) {
  /** @type {Cut[]} */
  const groups = [];
  let start = 0;
  let lines = 0;
  /** @param {number} end */
  const close = (end) => {
    if (end > start) groups.push({ isLong: false, pieces: [text.slice(start, end)] });
    lines = 0;
  };
  for (let from = 0, to; from < text.length; from = to) {
    to = text.indexOf("\n", from) + 1 || text.length;
    if (to - from > LONG) {
      close(from);
      groups.push({ isLong: true, pieces: stretches(text.slice(from, to)) });
      start = to;
    } else if (++lines === LINES || to - start >= LETTERS) {
      close(to);
      start = to;
    }
  }
  close(text.length);
  return groups;
}

/**
 * Where the pieces of cutCode() end.
 * @param {string} text
 */
export function endsOf(text) {
  let end = 0;
  return cutCode(text).flatMap(({ pieces }) => pieces.map((piece) => (end += piece.length)));
}

/**
 * Cuts highlighted HTML behind so many letters of its text, closing and reopening what is open at the cut.
 * @param {string} html
 * @param {number[]} ends
 */
export function cutHtml(html, ends) {
  /** @type {string[]} */
  const pieces = [];
  /** @type {string[]} */
  const open = [];
  let piece = "";
  let at = 0; // letters of text so far
  const cut = () => {
    pieces.push(piece + "</span>".repeat(open.length));
    piece = open.join("");
  };
  for (const [part] of html.matchAll(/<span[^>]*>|<\/span>|&[^;]+;|[^<&]+/g)) {
    if (part.startsWith("<span")) open.push(part);
    else if (part === "</span>") open.pop();
    if (part[0] === "<") {
      piece += part;
      continue;
    }
    const length = part[0] === "&" ? 1 : part.length;
    for (let from = 0, to; from < length; from = to) {
      to = Math.min(length, ends[pieces.length] - at + from);
      piece += part[0] === "&" ? part : part.slice(from, to);
      at += to - from;
      if (at === ends[pieces.length]) cut();
    }
  }
  return pieces;
}

/** @param {string} line */
function stretches(line) {
  const pieces = [];
  for (let from = 0, to; from < line.length; from = to) {
    to = from + STRETCH;
    if (isPair(line, to)) to++;
    if (line.length - to < STRETCH / 4) to = line.length; // also the end of the line alone would be a line below
    pieces.push(line.slice(from, to));
  }
  return pieces;
}

/** @param {string} text @param {number} at */
function isPair(text, at) {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
