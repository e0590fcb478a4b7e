import assert from "node:assert/strict";
import { test } from "node:test";
import { waitText } from "../../chat/ui/transcript/messages/countdown.js";

test("a wait is told in seconds, a long one in minutes, and a past one not at all", () => {
  assert.equal(waitText(11.2), " in 12 s");
  assert.equal(waitText(0.1), " in 1 s");
  assert.equal(waitText(301), " in 6 min");
  assert.equal(waitText(0), "");
  assert.equal(waitText(-5), "");
});
