import assert from "node:assert/strict";
import { test } from "node:test";
import { askedIn, dateHint, nothingFound, shownResult } from "../../chat/ui/sidebar/listing/search_words.js";

test("a filter that is not finished changes nothing", () => {
  const cases = [
    ["owl", "owl"],
    ["  owl ", "owl "],
    ["owl model:", "owl "],
    ["owl model:gp", "owl model:gp"],
    ["owl after:2026-0", "owl "],
    ["owl after:2026-02-31", "owl "],
    ["owl after:2026-02-28", "owl after:2026-02-28"],
    ["before:2026", "before:2026"],
    ['tag:"two', 'tag:"two'],
  ];
  for (const [query, asked] of cases) assert.equal(askedIn(query), asked);
});

test("only a date that can't become one is called wrong", () => {
  for (const query of ["after:", "after:20", "after:2026-1", "before:2024-02-29", "after:2026-02-3"]) {
    assert.equal(dateHint(query), "", query);
  }
  for (const query of ["after:yesterday", "before:2026-02-30", "owl after:2025-02-29", "before:26-01-01"]) {
    assert.match(dateHint(query), /is no date/, query);
  }
});

test("what is said when nothing was found fits what was asked", () => {
  assert.match(nothingFound("owl"), /“in quotes”/);
  assert.match(nothingFound("owl tag:birds"), /one message that fits the filters/);
  assert.match(nothingFound("tag:birds"), /No chat fits/);
});

test("a result leads to its place, or has the words marked in its title where they can be seen", () => {
  const chat = { id: "a", title: "Of owls", snippet: "", place: "" };
  assert.equal(shownResult({ ...chat, place: "?turn=t", snippet: "An owl" }, "big owl").place, "?turn=t&find=big%20owl");
  const titled = shownResult({ ...chat, snippet: "Of \u0002owls\u0003" }, "owls");
  assert.deepEqual(
    [titled.snippet, titled.marked],
    [
      "",
      [
        ["Of ", false],
        ["owls", true],
      ],
    ],
  );
  const late = { ...chat, snippet: `${"long ".repeat(8)}\u0002owls\u0003` };
  assert.equal(shownResult(late, "owls"), late);
});
