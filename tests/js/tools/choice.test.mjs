import assert from "node:assert/strict";
import test from "node:test";
import { isChosen, withChoice, withUnknown } from "../../../chat/ui/parts/tools/choice.js";

const TOOLS = ["files/read", "files/write"];

test("a source is all of its tools, and one less is the others", () => {
  assert.deepEqual(withChoice([], "files", TOOLS, true), ["files"]);
  assert.deepEqual(withChoice(["files", "web"], "files/read", TOOLS, false), ["web", "files/write"]);
  assert.deepEqual(withChoice(["files/write"], "files/read", TOOLS, true), ["files"]);
  assert.deepEqual(withChoice(["files/read", "web"], "files", TOOLS, false), ["web"]);
  assert.deepEqual(withChoice(["off/one"], "off/one", [], false), []);
  assert.equal(isChosen("files/read", ["files"]), true);
  assert.equal(isChosen("files/read", ["files/write"]), false);
});

test("what was chosen and is not known now can still be turned off", () => {
  const files = { name: "files", state: "off", problem: "", more: 0, tools: [] };
  const shown = withUnknown([files], ["files/read", "gone", "lost/it"]);
  assert.deepEqual(
    shown.map(({ name, state, tools }) => [name, state, tools.map(({ key }) => key)]),
    [
      ["files", "off", ["files/read"]],
      ["gone", "gone", []],
      ["lost", "gone", ["lost/it"]],
    ],
  );
});
