import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../chat/ui/lanes/column/live.js";
import { segmentsOf, ticksOf } from "../../chat/ui/lanes/numbers/timeline.js";

const NOW = 110; // epoch seconds
const lane = (facts) => ({ isParked: false, problem: "", hasTurns: true, ...facts });

function reply(state, more = {}) {
  const { hidesNames = false, ...entry } = more;
  return {
    reply: {
      view: { hidesNames, now: () => NOW * 1000 },
      entry: { numbers: [], error: "", ending: "", state: { createdAt: 100, bytes: 0, ...state }, ...entry },
    },
  };
}

test("a lane without a reply says why", () => {
  const cases = [
    [undefined, { hasTurns: false }, "idle", "ready"],
    [undefined, {}, "idle", ""],
    [{ sitsOut: true }, {}, "idle", "skipped this turn"],
    [{ joins: true }, {}, "idle", "joins with the next prompt"],
    [undefined, { isParked: true, hasTurns: false }, "parked", "parked"],
  ];
  for (const [state, facts, status, words] of cases) {
    const said = wordsOf(state, lane(facts));
    assert.deepEqual([said.status, said.words, said.short], [status, words, words]);
  }
  assert.equal(wordsOf({ sitsOut: true }, lane({ isParked: true })).facts, "parked");
});

test("a model that cannot be asked says so before the first prompt, in full below a short word", () => {
  const said = wordsOf(undefined, lane({ hasTurns: false, problem: "Its endpoint has no key." }));
  assert.deepEqual(said, { status: "failed", short: "cannot answer", words: "Its endpoint has no key.", facts: "" });
});

test("the time to the first token stands beside the speed, the count below them", () => {
  const writing = { status: "writing", firstTokenAt: 101, heardAt: NOW, bytes: 370 };
  const said = wordsOf(reply(writing), lane());
  assert.deepEqual([said.status, said.words], ["writing", `${said.short} · first token 1.0 s`]);
  assert.equal(said.facts, "~100 tokens");
  assert.equal(wordsOf(reply({ ...writing, tokens: 1 }), lane({ isParked: true })).facts, "1 token · parked");
});

test("while names are hidden no number tells which model it is", () => {
  const said = wordsOf(reply({ status: "writing", firstTokenAt: 101, heardAt: NOW, bytes: 370 }, { hidesNames: true }), lane());
  assert.deepEqual([said.words, said.facts], ["writing", ""]);
});

test("silence is an alarm, which the sign of the lane shows", () => {
  const silent = { status: "writing", firstTokenAt: 101, bytes: 370 };
  assert.equal(wordsOf(reply({ ...silent, heardAt: NOW - 6 }), lane()).status, "slow");
  assert.equal(wordsOf(reply({ ...silent, heardAt: NOW - 20 }), lane()).status, "stalled");
  assert.equal(wordsOf(reply({ ...silent, heardAt: NOW - 20, status: "done" }), lane()).status, "done");
});

test("after the end stands how it ended, and the numbers without the name", () => {
  const numbers = ["zoo/owl", "first token 1.2 s", "40 tokens/s", "$0.01"];
  const said = wordsOf(reply({ status: "done" }, { numbers, ending: "Ended at its limit" }), lane());
  assert.deepEqual([said.short, said.words], ["ended at its limit", "ended at its limit · first token 1.2 s"]);
  assert.equal(said.facts, "40 tokens/s · $0.01");
  const failed = wordsOf(reply({ status: "failed", trouble: "401" }, { error: "No key", ending: "Failed" }), lane());
  assert.deepEqual([failed.words, failed.error, failed.trouble], ["failed", "No key", "401"]);
});

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
