import assert from "node:assert/strict";
import { test } from "node:test";
import { longStateText, speedText, stateText, thoughtText } from "../../chat/ui/transcript/messages/state.js";

const state = (fields) => ({ status: "waiting", createdAt: 100, bytes: 0, ...fields });
const writing = (fields) => state({ status: "writing", firstTokenAt: 102, heardAt: 112, bytes: 1591, ...fields });

test("a lane's header says how the reply stands", () => {
  const cases = [
    [state({ status: "queued", queuePosition: 2 }), 101, "queued #2"],
    [state(), 100.1, "connecting"],
    [state(), 101.2, "waiting 1.2 s"],
    [state({ status: "thinking", firstTokenAt: 101, heardAt: 113, thoughtSince: 101 }), 113.4, "thinking 12 s"],
    [writing(), 112, "writing ~43 tokens/s"],
    [writing(), 120, "stalled 8 s"],
    [state({ status: "done" }), 200, "done"],
    [state({ status: "stopped" }), 200, "stopped"],
    [state({ status: "failed" }), 200, "failed"],
    [state({ status: "interrupted" }), 200, "interrupted"],
  ];
  for (const [given, now, words] of cases) assert.equal(stateText(given, now * 1000), words);
});

test("the time to the first token does not count into the speed", () => {
  assert.equal(speedText(writing({ createdAt: 0 }), 112), speedText(writing({ createdAt: 101 }), 112));
});

test("an estimate wears a ~ until the provider has counted", () => {
  assert.equal(speedText(writing(), 112), "~43 tokens/s");
  assert.equal(speedText(writing({ tokens: 500, finishedAt: 112 }), 112), "50 tokens/s");
});

test("a retry counts down and then only says what it does", () => {
  const limited = state({ note: "Rate limited: trying again", retryAt: 110 });
  assert.equal(longStateText(limited, 103_100), "Rate limited: trying again in 7 s");
  assert.equal(longStateText(limited, 111_000), "Rate limited: trying again");
  assert.equal(stateText(limited, 103_100), "rate limited: trying again in 7 s");
  assert.equal(stateText(state({ note: "Waiting for GPU A100" }), 103_100), "waiting for GPU A100");
});

test("silence is said after 15 seconds, not before", () => {
  assert.equal(longStateText(writing(), 126_000).startsWith("Writing"), true);
  assert.equal(longStateText(writing(), 130_000), "No data for 18 s");
});

test("blind columns show no speed", () => {
  assert.equal(stateText(writing(), 112_000, { showsSpeed: false }), "writing");
});

test("any end ends the thinking", () => {
  const thought = { status: "thinking", thoughtSince: 100, createdAt: 99 };
  assert.equal(thoughtText(thought, 104_500), "Thinking… 4 s");
  assert.equal(thoughtText({ ...thought, status: "stopped", thoughtSeconds: 4.2 }, 999_000), "Thought for 4 s");
  assert.equal(thoughtText({ ...thought, status: "interrupted" }, 999_000), "Thought");
});
