import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ALARMING_AFTER_S, alarmOf, cost, money, seconds, speed, STALLED_AFTER_S, tokens } from "../../chat/ui/parts/figures.js";

const cases = JSON.parse(readFileSync(new URL("../twins/figures.json", import.meta.url)));

for (const [name, say] of Object.entries({ seconds, speed, tokens, money, cost })) {
  test(`figures: ${name} is said as in every file that goes out`, () => {
    for (const one of cases[name]) assert.equal(say(...one.slice(0, -1)), one.at(-1));
  });
}

test("what is not known is a dash", () => {
  for (const say of [seconds, speed, tokens, cost]) assert.equal(say(null), "–");
});

test("a reply is late after some silence, never before its first token", () => {
  const state = { firstTokenAt: 10, createdAt: 0, heardAt: 20 };
  assert.deepEqual(
    [0, STALLED_AFTER_S, ALARMING_AFTER_S].map((late) => alarmOf(state, 20 + late)),
    ["", "slow", "stalled"],
  );
  assert.equal(alarmOf({ firstTokenAt: null, createdAt: 0, heardAt: null }, 1000), "");
});
