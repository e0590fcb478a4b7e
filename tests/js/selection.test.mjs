import assert from "node:assert/strict";
import { test } from "node:test";
import Selection, { batches } from "../../chat/ui/sidebar/selecting/selection.js";

const ORDER = ["a", "b", "c", "d", "e"];

test("a second press takes a chat out again", () => {
  const selection = new Selection();
  selection.begin("b");
  selection.pick("d", ORDER, false);
  assert.deepEqual([...selection.ids], ["b", "d"]);
  selection.pick("b", ORDER, false);
  assert.deepEqual([selection.has("b"), selection.has("d"), selection.words], [false, true, "1 selected"]);
});

test("a range goes from the last pick to this one, up or down", () => {
  const selection = new Selection();
  selection.begin("d");
  selection.pick("b", ORDER, true);
  assert.deepEqual([...selection.ids].sort(), ["b", "c", "d"]);
  selection.pick("e", ORDER, true);
  assert.equal(selection.words, "4 selected");
});

test("a range from a chat that is out of the list is only its other end", () => {
  const selection = new Selection();
  selection.begin("gone");
  selection.pick("c", ORDER, true);
  assert.equal(selection.has("c"), true);
  assert.equal(selection.count, 2);
});

test("all are picked, also those that are still to come, or none", () => {
  const selection = new Selection();
  selection.begin();
  selection.pickAll(ORDER.slice(0, 2), { isLoaded: false });
  assert.equal(selection.isAllWanted, true);
  selection.pickRest(ORDER);
  assert.deepEqual([selection.count, selection.isAllWanted], [5, false]);
  selection.pickAll(ORDER, { isLoaded: true });
  assert.equal(selection.count, 0);
});

test("who has picked one by one gets no others when the rest comes", () => {
  const selection = new Selection();
  selection.begin("a");
  selection.pickRest(ORDER);
  assert.deepEqual([...selection.ids], ["a"]);
});

test("every id travels once, and only the last message says that no other follows", () => {
  const sent = [...batches(ORDER, 2)];
  assert.deepEqual(
    sent.map(({ ids }) => ids),
    [["a", "b"], ["c", "d"], ["e"]],
  );
  assert.deepEqual(
    sent.map(({ more }) => more),
    [true, true, false],
  );
  assert.deepEqual([...batches([], 2)], []);
});
