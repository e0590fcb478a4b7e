import assert from "node:assert/strict";
import { test } from "node:test";
import { isRefused, sentencesOf, stepOf } from "../../chat/ui/data/import_words.js";

const NOTHING = { found: 0, taken: 0, present: 0, grown_count: 0, twice: 0, refused_count: 0, renewed: 0, empty: 0 };
const one = (facts) => ({
  ...NOTHING,
  state: "done",
  source: "",
  sentence: "",
  moved: {},
  remarks: [],
  left_out: {},
  beside: {},
  ...facts,
});

test("a running import says how far it is", () => {
  assert.equal(stepOf(one({ state: "uploading" })), "Taking the file");
  assert.equal(stepOf(one({ state: "reading" })), "Reading");
  assert.equal(stepOf(one({ state: "reading", found: 1, source: "ChatGPT" })), "Reading: 1 chat from ChatGPT");
  assert.equal(stepOf(one({ state: "saving", found: 12000, taken: 30, present: 2 })), "Saving: 32 of 12,000 chats");
});

test("what has come in is said first, then what has not", () => {
  const facts = {
    taken: 1,
    source: "Open WebUI",
    present: 3,
    renewed: 1,
    empty: 1,
    twice: 2,
    left_out: { notes: 4 },
    beside: { images: 1 },
  };
  assert.deepEqual(sentencesOf(one({ ...facts, resumed: true, remarks: ["Their times are not known."] })), [
    "What is newer in the file is in 1 chat now.",
    "1 chat from Open WebUI is here now.",
    "Polylogue was closed in the middle of this import; it continued after the restart.",
    "2 chats were here already and left as they are.",
    "1 chat in the file is empty and was passed over.",
    "Their times are not known.",
    "2 chats stood in the file twice.",
    "Not taken along: 4 × notes.",
    "Also in the file, and not read: 1 × images.",
  ]);
});

test("what was only here already, or only renewed, is said alone", () => {
  assert.equal(sentencesOf(one({ present: 1 })).at(-1), "1 chat was here already and left as it is.");
  assert.deepEqual(sentencesOf(one({ present: 1, renewed: 1 })), ["What is newer in the file is in 1 chat now."]);
});

test("nothing new has three reasons", () => {
  const words = (facts) => sentencesOf(one(facts))[0];
  assert.equal(words({}), "Nothing new was found in this file.");
  assert.equal(words({ grown_count: 2, present: 2 }), "No new chats were found in this file.");
  assert.equal(words({ refused_count: 2 }), "No chat of this file could be taken.");
  assert.deepEqual([isRefused(one({ refused_count: 2 })), isRefused(one({ refused_count: 2, taken: 1 }))], [true, false]);
});

test("what came from another Polylogue beside its chats is counted in words", () => {
  const moved = { personas: 1, prompts: 3, "days of spending": 1 };
  assert.deepEqual(sentencesOf(one({ moved })), ["Also here now: 1 persona, 3 prompts, 1 day of spending."]);
});

test("an import that did not end well tells what stays", () => {
  assert.deepEqual(sentencesOf(one({ state: "failed", sentence: "The disk is full.", taken: 2, left_out: { notes: 1 } })), [
    "The disk is full.",
    "2 chats had come in before.",
  ]);
  assert.deepEqual(sentencesOf(one({ state: "failed" })), ["This did not work.", "Nothing was imported."]);
  assert.deepEqual(sentencesOf(one({ state: "cancelled", taken: 1 })), ["Cancelled. 1 chat had come in and stay, each of them whole."]);
  assert.deepEqual(sentencesOf(one({ taken: 5, sentence: "The file ends in the middle of a chat." })).slice(0, 2), [
    "5 chats are here now.",
    "The file ends in the middle of a chat. What came before was taken.",
  ]);
});
