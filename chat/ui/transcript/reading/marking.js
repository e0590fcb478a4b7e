// Marks what was searched for without touching the document: ranges, which the browser paints over the text.
// Words are found as the store finds them: letters and digits count, accents and case do not.
// A word is [text, mayGoOn, isUnspaced]; the last of these may stand anywhere (Chinese, Japanese, Thai, ...).

/** @import { SoughtWord } from "../wire.js" */

const MOST = 400; // ranges
const TOGETHER = 130; // characters, as in a snippet
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, pre, td, th, blockquote, div";
const NOT_READ = "button, .formula";
/** @typedef {{start: number, end: number, index: number}} Place of the word with this index */
/** @typedef {{node: Text, start: number}} Piece of the text, and where it begins in it */

/** @type {Map<object, Range[]>} */
const marked = new Map(); // whose they are -> ranges

/** @param {object} owner @param {Range[]} ranges */
export function mark(owner, ranges) {
  if (ranges.length) marked.set(owner, ranges);
  else marked.delete(owner);
  if ("Highlight" in window) CSS.highlights.set("found", new Highlight(...[...marked.values()].flat()));
}

/**
 * All places of the words inside, as ranges in the order of the text, and the one around which most of the words stand.
 * @param {Node} root
 * @param {SoughtWord[]} words
 */
export function findWords(root, words) {
  const { text, nodes } = read(root);
  const folded = fold(text);
  const places = words
    .flatMap((word, index) => matches(folded, word, index))
    .sort((a, b) => a.start - b.start)
    .slice(0, MOST);
  const ranges = places.map(({ start, end }) => rangeOf(nodes, start, end));
  return { ranges, best: ranges[bestOf(places)] ?? null };
}

/** @param {string} folded @param {SoughtWord} word @param {number} index @returns {Place[]} */
function matches(folded, [word, mayGoOn, isUnspaced], index) {
  const tokens = fold(word).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")]; // or an emoji
  const start = isUnspaced ? "" : "(?<![\\p{L}\\p{N}])";
  const end = isUnspaced || mayGoOn ? "" : "(?![\\p{L}\\p{N}])";
  const pattern = new RegExp(start + tokens.join("[^\\p{L}\\p{N}]+") + end, "giu");
  /** @type {Place[]} */
  const found = [];
  for (const match of folded.matchAll(pattern)) {
    found.push({ start: match.index, end: match.index + match[0].length, index });
    if (found.length === MOST) break;
  }
  return found;
}

/**
 * The place after which most different words follow soon, and next to it if several of them stand there.
 * @param {Place[]} places
 */
function bestOf(places) {
  let best = 0;
  let first = 0;
  let most = 0;
  places.forEach(({ start }, at) => {
    const near = new Set();
    for (let next = at; next < places.length && places[next].start < start + TOGETHER; next++) near.add(places[next].index);
    if (near.size > most) [best, first, most] = [at, start, near.size];
    else if (most > 1 && near.size === most && start < first + TOGETHER) best = at;
  });
  return best;
}

/**
 * The text as it is read, with a break between blocks, and where each text node begins in it.
 * @param {Node} root
 */
function read(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {Piece[]} */
  const nodes = [];
  let text = "";
  /** @type {Element | null | undefined} */
  let block = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const word = /** @type {Text} */ (node);
    if (word.parentElement?.closest(NOT_READ)) continue;
    const here = word.parentElement?.closest(BLOCKS);
    if (block && here !== block) text += "\n";
    block = here;
    nodes.push({ node: word, start: text.length });
    text += word.data;
  }
  return { text, nodes };
}

/** @param {Piece[]} nodes @param {number} start @param {number} end */
function rangeOf(nodes, start, end) {
  const range = document.createRange();
  range.setStart(...positionOf(nodes, start));
  range.setEnd(...positionOf(nodes, end - 1, 1));
  return range;
}

/** @param {Piece[]} nodes @param {number} offset @param {number} [more] @returns {[Text, number]} */
function positionOf(nodes, offset, more = 0) {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nodes[middle].start <= offset) low = middle;
    else high = middle - 1;
  }
  const { node, start } = nodes[low];
  return [node, Math.min(node.length, offset - start + more)];
}

/**
 * Letter for letter, so that positions stay.
 * @param {string} text
 */
function fold(text) {
  return /^[\0-\x7f]*$/.test(text) ? text : text.replace(/[\u0080-\uffff]/g, foldLetter);
}

/** @type {Map<string, string>} */
const folded = new Map();

/** @param {string} letter */
function foldLetter(letter) {
  const known = folded.get(letter);
  if (known !== undefined) return known;
  const [first, ...rest] = letter.normalize("NFD");
  const plain = first.length === 1 && rest.every((sign) => /\p{M}/u.test(sign)) ? first : letter;
  folded.set(letter, plain);
  return plain;
}
