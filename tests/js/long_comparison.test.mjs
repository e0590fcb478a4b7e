import assert from "node:assert/strict";
import { test } from "node:test";
import { fewOf, groupsOfParagraphs, groupsOfRows } from "../../chat/ui/judging/long_comparison.js";

const row = (left, right = left) => ({ isSame: left === right, left: left ? [[left, false]] : [], right: right ? [[right, false]] : [] });
const words = (blocks) =>
  blocks
    .flat()
    .map(([text]) => text)
    .join("");

test("ten thousands of rows come in groups that are cheap to build, a part of them at first", () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => row(`paragraph ${i}`));
  const groups = groupsOfRows(rows);
  assert.ok(groups.every(({ weight }) => weight < 700));
  assert.equal(groupsOfRows(Array.from({ length: 8 }, () => row("word ".repeat(2_000)))).length, 4);
  assert.deepEqual(
    groups.flatMap(({ items }) => items).map(({ left }) => words(left)),
    rows.map(({ left }) => left[0][0]),
  );
  const few = fewOf(groups);
  assert.ok(few > 1 && few < groups.length);
  assert.ok(groups.slice(0, few).reduce((sum, { weight }) => sum + weight, 0) <= 10_000);
});

test("a short comparison is shown whole", () => {
  const groups = groupsOfRows([row("one"), row("two", "three"), row("", "four")]);
  assert.equal(groups.length, 1);
  assert.equal(fewOf(groups), 1);
  assert.deepEqual(
    groups[0].items.map(({ left, right }) => [left, right].map(words)),
    [
      ["one", "one"],
      ["two", "three"],
      ["", "four"],
    ],
  );
});

test("a very long cell is laid out in blocks that hold all of it, with its marks", () => {
  const pieces = Array.from({ length: 9_000 }, (_, i) => [`word${i} `, i % 7 === 0]);
  const [
    {
      items: [{ left }],
    },
  ] = groupsOfRows([{ isSame: false, left: pieces, right: [["x".repeat(200_000), true]] }]);
  assert.ok(left.length > 20);
  assert.ok(left.every((block) => words([block]).length <= 250));
  assert.deepEqual(left.flat(), pieces);
});

test("long code is cut into rows that are parts of one", () => {
  const lines = Array.from({ length: 250 }, (_, i) => [[`line ${i}`, false], i % 2 ? [`line ${i}`, true] : null]);
  const rows = groupsOfRows([{ isSame: false, lines }]).flatMap(({ items }) => items);
  assert.deepEqual(
    rows.map(({ goesOn, isOpen }) => [goesOn, isOpen]),
    [
      [false, true],
      [true, true],
      [true, false],
    ],
  );
  const shown = rows.flatMap((one) => one.lines.map((line) => line.map((side) => side && [words(side.blocks), side.isMarked])));
  assert.deepEqual(shown, lines);
});

test("the paragraphs of an answer come in groups, a very long one in pieces", () => {
  const groups = groupsOfParagraphs([
    { text: "short", share: 1 },
    { text: "word ".repeat(40_000), share: null },
  ]);
  const [short, long] = groups.flatMap(({ items }) => items);
  assert.deepEqual(short.blocks, ["short"]);
  assert.ok(long.blocks.length > 50);
  assert.equal(long.blocks.join(""), long.text);
});

test("what the server has cut into paragraphs of thousands of letters is laid out in blocks, too", () => {
  const [{ items }] = groupsOfParagraphs([{ text: "\u0627\u0644\u0639 ".repeat(3_000), sharedWith: [] }]);
  assert.ok(items[0].blocks.every((block) => block.length <= 250));
  assert.deepEqual(groupsOfParagraphs([{ text: "word ".repeat(500), sharedWith: [] }])[0].items[0].blocks.length, 1);
});
