import assert from "node:assert/strict";
import { test } from "node:test";
import { segmentsOf, ticksOf } from "../../chat/ui/lanes/numbers/timeline.js";

test("thinking and writing are told apart by what has grown", () => {
  const arrivals = [
    [1000, 5, 0],
    [1200, 9, 0],
    [1500, 9, 4],
    [1600, 9, 12],
  ];
  assert.deepEqual(segmentsOf(arrivals), [
    { kind: "thinking", from: 1000, to: 1200 },
    { kind: "writing", from: 1200, to: 1600 },
  ]);
});

test("a pause that somebody notices is a gap", () => {
  const arrivals = [
    [100, 0, 3],
    [700, 0, 6],
    [1500, 0, 9],
    [1600, 0, 12],
  ];
  assert.deepEqual(segmentsOf(arrivals), [
    { kind: "writing", from: 100, to: 700 },
    { kind: "writing", from: 1500, to: 1600 },
  ]);
});

test("a model that thinks again between its words has several of both", () => {
  const arrivals = [
    [0, 1, 0],
    [10, 1, 5],
    [20, 8, 5],
    [30, 8, 9],
  ];
  assert.deepEqual(
    segmentsOf(arrivals).map(({ kind }) => kind),
    ["thinking", "writing", "thinking", "writing"],
  );
  assert.deepEqual(segmentsOf([]), []);
});

test("the axis has round seconds, and not too many of them", () => {
  assert.deepEqual(ticksOf(500), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(ticksOf(12_000), [0, 2, 4, 6, 8, 10, 12]);
  for (const end of [1, 999, 61_000, 3_600_000, 9_000_000]) assert.ok(ticksOf(end).length <= 7, `${end}`);
});
