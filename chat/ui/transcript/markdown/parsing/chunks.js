// Cuts the tokens of one large block (a list, a quotation, a table) into chunks that are well formed by themselves and cheap to draw;
// side by side they look like the block. Pure.
import { unseenIn } from "../grammar/unseen.js";

/** @import { Token } from "markdown-it" */

/** @typedef {{tokens: Token[], line: number, elements: number, weight: number}} Chunk `line`: as in the tokens' maps */
/** @typedef {{token: Token, items: number}} Open with how many items it has so far */

const MOST = 300; // weight of a chunk: what it costs to draw, in elements
const MOST_IN_TABLE = 1_500; // its chunks are tables, whose columns may differ in width
const LETTERS = 40; // that cost as much as an element
const FORMULA = 5; // elements
const CODE = 6; // elements around a block of code
const LETTERS_OF_CODE = 1_000; // in one element
const CELLS = new Set(["thead_open", "tbody_open", "th_open", "td_open", "inline", "as_written"]);

/** @param {Token[]} tokens @returns {Chunk[]} */
export function chunksOf(tokens) {
  const most = tokens[0].type === "table_open" ? MOST_IN_TABLE : MOST;
  /** @type {Chunk} */
  const all = { tokens: [], line: tokens[0].map?.[0] ?? 0, elements: 0, weight: 0 };
  for (const token of tokens) add(token, all);
  return all.weight <= most ? [all] : cut(tokens, most, { ...all, tokens: [], elements: 0, weight: 0 });
}

/** @param {Token} token @param {Chunk} chunk */
function add(token, chunk) {
  const elements = elementsOf(token);
  chunk.tokens.push(token);
  chunk.elements += elements;
  chunk.weight += elements + lettersOf(token) / LETTERS;
}

/** @param {Token[]} tokens @param {number} most @param {Chunk} first */
function cut(tokens, most, first) {
  let chunk = first;
  const chunks = [chunk];
  /** @type {Open[]} */
  const open = [];
  tokens.forEach((token, index) => {
    if (chunk.weight >= most && isSeam(tokens, index, open)) {
      chunk.tokens.push(...closing(open));
      chunk = { tokens: opening(tokens, open), line: token.map?.[0] ?? 0, elements: 0, weight: 0 };
      chunks.push(chunk);
    }
    add(token, chunk);
    if (token.type === "list_item_open") open[open.length - 1].items++;
    if (token.nesting === 1) open.push({ token, items: 0 });
    else if (token.nesting === -1) open.pop();
  });
  return chunks;
}

/**
 * Before a row, an item, or a block inside them, but not between an item's sign and its first words.
 * @param {Token[]} tokens
 * @param {number} index
 * @param {Open[]} open
 */
function isSeam(tokens, index, open) {
  const { type, nesting, map } = tokens[index];
  if (nesting === -1 || !map || !open.length || CELLS.has(type)) return false;
  return type === "tr_open" ? open[open.length - 1].token.type === "tbody_open" : tokens[index - 1].type !== "list_item_open";
}

/** @param {Open[]} open */
function closing(open) {
  return open
    .map(({ token }) => copy(token, { type: token.type.replace("_open", "_close"), nesting: -1, attrs: null, map: null }))
    .reverse();
}

/**
 * What was open goes on: the numbers of a list, the head of a table.
 * @param {Token[]} tokens
 * @param {Open[]} open
 */
function opening(tokens, open) {
  return open.flatMap(({ token, items }, index) => {
    const again = copy(token, {
      attrs: token.attrs?.map(([name, value]) => /** @type {[string, string | number]} */ ([name, value])) ?? null,
    });
    again.attrJoin("class", "goes-on");
    if (token.type !== "ordered_list_open") return token.type === "table_open" ? [again, ...headOf(tokens)] : [again];
    const isInItem = index + 1 < open.length;
    again.attrSet("start", String(Number(token.attrGet("start") ?? 1) + items - (isInItem ? 1 : 0)));
    return [again];
  });
}

/** @param {Token[]} tokens */
function headOf(tokens) {
  return tokens.slice(1, tokens.findIndex(({ type }) => type === "thead_close") + 1);
}

/** @param {Token} token @param {Partial<Token>} changes @returns {Token} */
function copy(token, changes) {
  return Object.assign(Object.create(Object.getPrototypeOf(token)), token, changes);
}

/** @param {Token} token @returns {number} */
function elementsOf(token) {
  if (token.type === "fence" || token.type === "code_block") return CODE + token.content.length / LETTERS_OF_CODE;
  if (token.type === "math_block") return FORMULA;
  if (token.type === "inline") return (token.children ?? []).reduce((sum, child) => sum + elementsInside(child), 0);
  return token.nesting >= 0 && !token.hidden ? 1 : 0;
}

/** @param {Token} token */
function elementsInside({ type, nesting, content }) {
  if (type === "code_inline") return 1 + unseenIn(content).length;
  return type === "math" ? FORMULA : type === "text" || nesting < 0 ? 0 : 1;
}

/**
 * The data of a picture is no text.
 * @param {Token} token
 */
function lettersOf(token) {
  return token.type === "inline" ? (token.children ?? []).reduce((sum, { content }) => sum + content.length, 0) : token.content.length;
}
