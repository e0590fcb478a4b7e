// A comparison in the groups in which it comes on the screen, so that none of a hundred thousand rows, and no row of a hundred thousand
// letters, holds up the page: a group is built in one frame and laid out when it comes into sight. Pure.
/** @import { CodePair, Pair, Paragraph, Piece, TextPair } from "./wire.js" */

/** @typedef {{isMarked: boolean, blocks: Piece[][]}} CodeSide */
/** @typedef {{isSame: boolean, isCode: false, left: Piece[][], right: Piece[][]}} TextRow */
/** @typedef {{isSame: boolean, isCode: true, lines: (CodeSide | null)[][], goesOn: boolean, isOpen: boolean}} CodeRow */
/** @typedef {TextRow | CodeRow} Row a side is a list of blocks, each a list of pieces */
/** @typedef {Group<Row>} GroupOfRows */
/** @typedef {Group<Paragraph & {blocks: string[]}>} GroupOfParagraphs with `blocks` in place of the text */
/**
 * @template Item
 * @typedef {{readonly weight: number, readonly items: readonly Item[]}} Group
 */

import { isLong, piecesOf } from "../transcript/markdown/grammar/heavy_text.js";

const LETTERS = 60; // that cost as much to lay out as an element
const WEIGHT = 600; // of a group, in elements
const MOST = 10_000; // elements shown before the reader asks for all
const LINES = 100; // of code in a row
const LONG = 6_000; // letters of a cell; the server cuts endless paragraphs into several, each of which would pass
const BLOCK = 250; // letters of a long cell that are laid out together: nested scrollers are laid out several times

/** @param {string} text */
const isHeavy = (text) => text.length > LONG || isLong(text);

/**
 * @param {readonly Pair[]} rows
 */
export function groupsOfRows(rows) {
  return grouped(
    rows.flatMap((row) => /** @type {Row[]} */ (row.lines ? codeRows(row) : [textRow(row)])),
    weightOfRow,
  );
}

/**
 * @param {Paragraph[]} paragraphs
 */
export function groupsOfParagraphs(paragraphs) {
  const shown = paragraphs.map((one) => ({ ...one, blocks: isHeavy(one.text) ? piecesOf(one.text, BLOCK) : [one.text] }));
  return grouped(shown, ({ blocks, text }) => 3 + blocks.length + text.length / LETTERS);
}

/**
 * How many of the groups are shown before the reader asks for all.
 * @param {readonly {weight: number}[]} groups
 */
export function fewOf(groups) {
  let weight = 0;
  const end = groups.findIndex((group) => (weight += group.weight) > MOST);
  return end < 0 ? groups.length : Math.max(1, end);
}

/** @param {TextPair} row @returns {TextRow} */
function textRow({ isSame, left, right }) {
  return { isSame, isCode: false, left: blocksOf(left), right: blocksOf(right) };
}

/** @param {CodePair} row @returns {CodeRow[]} */
function codeRows({ isSame, lines }) {
  const all = lines.map((line) => line.map((side) => (side ? { isMarked: side[1], blocks: blocksOf([[side[0] || " ", false]]) } : null)));
  /** @type {CodeRow[]} */
  const rows = [];
  for (let from = 0; from < all.length; from += LINES) {
    rows.push({ isSame, isCode: true, lines: all.slice(from, from + LINES), goesOn: from > 0, isOpen: from + LINES < all.length });
  }
  return rows;
}

/** @param {Piece[]} pieces @returns {Piece[][]} */
function blocksOf(pieces) {
  if (!isHeavy(pieces.map(([text]) => text).join(""))) return [pieces];
  /** @type {Piece[][]} */
  const blocks = [[]];
  let letters = 0;
  for (const [text, isMarked] of pieces) {
    const parts = piecesOf(text, BLOCK);
    for (const part of parts) {
      if (letters && (parts.length > 1 || letters + part.length > BLOCK)) {
        blocks.push([]);
        letters = 0;
      }
      blocks.at(-1)?.push([part, isMarked]);
      letters += part.length;
    }
  }
  return blocks;
}

/** @param {Row} row @returns {number} */
function weightOfRow(row) {
  const cells = row.isCode ? row.lines.flat().map((side) => side?.blocks ?? []) : [row.left, row.right];
  return 1 + cells.reduce((sum, blocks) => sum + 1 + weightOfBlocks(blocks), 0);
}

/** @param {Piece[][]} blocks */
function weightOfBlocks(blocks) {
  const pieces = blocks.flat();
  return pieces.length + pieces.reduce((sum, [text]) => sum + text.length, 0) / LETTERS;
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} weigh
 * @returns {Group<Item>[]}
 */
function grouped(items, weigh) {
  const groups = [];
  let last = { weight: WEIGHT, items: /** @type {Item[]} */ ([]) };
  for (const item of items) {
    if (last.weight >= WEIGHT) groups.push((last = { weight: 0, items: [] }));
    last.items.push(item);
    last.weight += weigh(item);
  }
  return groups.map((group) => Object.freeze(group)); // Vue need not watch what never changes
}
