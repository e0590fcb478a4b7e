// A comparison in the groups in which it comes on the screen, so that none of a hundred thousand rows, and no row of a hundred thousand
// letters, holds up the page: a group is built in one frame and laid out when it comes into sight. Pure.
import { isLong, piecesOf } from "../transcript/markdown/grammar/heavy_text.js";

const LETTERS = 60; // that cost as much to lay out as an element
const WEIGHT = 600; // of a group, in elements
const MOST = 10_000; // elements shown before the reader asks for all
const LINES = 100; // of code in a row
const BLOCK = 2_000; // letters of a long cell that are laid out together

// -> groups of rows: {isSame, isCode, lines | left, right}, each side a list of blocks, each a list of [text, isMarked].
export function groupsOfRows(rows) {
  return grouped(
    rows.flatMap((row) => (row.lines ? codeRows(row) : [textRow(row)])),
    weightOfRow,
  );
}

// -> groups of paragraphs, each with `blocks` in place of its text.
export function groupsOfParagraphs(paragraphs) {
  const shown = paragraphs.map((one) => ({ ...one, blocks: isLong(one.text) ? piecesOf(one.text) : [one.text] }));
  return grouped(shown, ({ blocks, text }) => 3 + blocks.length + text.length / LETTERS);
}

// How many of the groups are shown before the reader asks for all.
export function fewOf(groups) {
  let weight = 0;
  const end = groups.findIndex((group) => (weight += group.weight) > MOST);
  return end < 0 ? groups.length : Math.max(1, end);
}

function textRow({ isSame, left, right }) {
  return { isSame, isCode: false, left: blocksOf(left), right: blocksOf(right) };
}

function codeRows({ isSame, lines }) {
  const all = lines.map((line) => line.map((side) => (side ? { isMarked: side[1], blocks: blocksOf([[side[0] || " ", false]]) } : null)));
  const rows = [];
  for (let from = 0; from < all.length; from += LINES) {
    rows.push({ isSame, isCode: true, lines: all.slice(from, from + LINES), goesOn: from > 0, isOpen: from + LINES < all.length });
  }
  return rows;
}

function blocksOf(pieces) {
  if (!isLong(pieces.map(([text]) => text).join(""))) return [pieces];
  const blocks = [[]];
  let letters = 0;
  for (const [text, isMarked] of pieces) {
    const parts = piecesOf(text);
    for (const part of parts) {
      if (letters && (parts.length > 1 || letters + part.length > BLOCK)) {
        blocks.push([]);
        letters = 0;
      }
      blocks.at(-1).push([part, isMarked]);
      letters += part.length;
    }
  }
  return blocks;
}

function weightOfRow({ isCode, lines, left, right }) {
  const cells = isCode ? lines.flat().map((side) => side?.blocks ?? []) : [left, right];
  return 1 + cells.reduce((sum, blocks) => sum + 1 + weightOfBlocks(blocks), 0);
}

function weightOfBlocks(blocks) {
  const pieces = blocks.flat();
  return pieces.length + pieces.reduce((sum, [text]) => sum + text.length, 0) / LETTERS;
}

function grouped(items, weigh) {
  const groups = [];
  for (const item of items) {
    if (!groups.length || groups.at(-1).weight >= WEIGHT) groups.push({ weight: 0, items: [] });
    groups.at(-1).items.push(item);
    groups.at(-1).weight += weigh(item);
  }
  return groups.map(Object.freeze); // Vue need not watch what never changes
}
