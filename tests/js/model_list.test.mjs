import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "vue"; // before there is a document, of which it would take hold

// The page hands the first list over in a script of its head.
const ROWS = [["zoo/owl", "Owl", 131072, 0.5, 1.5]];
const script = { textContent: JSON.stringify([ROWS, ["zoo/owl"]]), remove: () => (script.isGone = true) };
globalThis.document = { querySelector: (selector) => (selector.includes('"models"') ? script : null) };
const { list, nameOf, noteUse, offer, setModels } = await import("../../chat/ui/model_picker/model_list.js");
const first = { models: list.models, recent: list.recent, isGone: script.isGone };

const many = Array.from({ length: 30 }, (_, i) => [`zoo/bird-${i}`, null, null, null, null]);
const shown = (query) => offer(query).lines.map((line) => line.head ?? line.model.id);

beforeEach(() => setModels([...ROWS, ["zoo/fox", "Red fox", 200000, 0, 0], ["den/owlet", null, null, null, null]], []));

test("the list that came with the page is there before anything is asked", () => {
  assert.deepEqual(first.recent, ["zoo/owl"]);
  assert.equal(first.models[0].name, "Owl");
  assert.equal(first.isGone, true);
});

test("a model says its window and its price shortly", () => {
  const said = Object.fromEntries(list.models.map(({ id, context, price }) => [id, [context, price]]));
  assert.deepEqual(said, { "zoo/owl": ["128k", "$0.5 / $1.5"], "zoo/fox": ["200k", "free"], "den/owlet": ["", ""] });
});

test("names are those of the list; what is not in it is called as it was typed", () => {
  assert.deepEqual([nameOf("zoo/fox"), nameOf("den/owlet"), nameOf("far/away"), nameOf(null)], ["Red fox", "owlet", "far/away", ""]);
});

test("all models stand below their endpoints; the recent ones above them, if there are many", () => {
  assert.deepEqual(shown(""), ["zoo", "zoo/owl", "zoo/fox", "den", "den/owlet"]);
  setModels(many, ["zoo/bird-7", "gone/model"]);
  const lines = shown(" ");
  assert.deepEqual(lines.slice(0, 4), ["Recently used", "zoo/bird-7", "zoo", "zoo/bird-0"]);
  assert.equal(lines.filter((id) => id === "zoo/bird-7").length, 1);
});

test("all words count, in the id and the label; what begins with them comes first", () => {
  assert.deepEqual(shown("FOX red"), ["zoo", "zoo/fox"]);
  assert.deepEqual(shown("owl"), ["zoo", "zoo/owl", "den", "den/owlet"]);
  assert.deepEqual(shown("den/owlet"), ["den", "den/owlet"]);
  for (const query of ["unicorn", "owl red"]) assert.deepEqual(shown(query), []);
});

test("any endpoint/model can be used by typing it, unless it is in the list", () => {
  assert.deepEqual(shown("zoo/unicorn"), ["zoo/unicorn"]);
  assert.equal(offer("zoo/unicorn").lines[0].model.isTyped, true);
  assert.deepEqual(shown("zoo/owl"), ["zoo", "zoo/owl"]);
});

test("of thousands a hundred are shown, and it is said how many are not", () => {
  setModels(
    Array.from({ length: 2500 }, (_, i) => [`zoo/bird-${i}`, null, null, null, null]),
    [],
  );
  assert.deepEqual([offer("").hidden, offer("bird").hidden], [2400, 2400]);
});

test("the last five that were used are remembered, each once", () => {
  for (const id of ["a/1", "a/2", "a/3", "a/1", "a/4", "a/5", "a/6"]) noteUse(id);
  assert.deepEqual(list.recent, ["a/6", "a/5", "a/4", "a/1", "a/3"]);
});
