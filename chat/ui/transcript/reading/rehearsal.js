// A first answer costs a cold page 15 ms more than a second one: scripts are compiled, templates parsed, tables of the Markdown
// grammar built. So an answer is rehearsed outside the document while the reader still types.
import { whenIdle } from "../../idle.js";
import { warmUp } from "../markdown/highlighting/highlighting.js";
import { View } from "../view.js";

/** @import { Entry } from "../wire.js" */

const TEXT =
  "# A *word*, `code` and [a link](https://example.org)\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAnd **more** text, ";
const STATE = { status: "waiting", createdAt: 0 };
const BUSY = { lane: "", chat: "" };
let isDone = false;

export function rehearse() {
  if (isDone) return;
  isDone = true;
  whenIdle(perform, { timeout: 1000 });
}

function perform() {
  const view = new View(document.createElement("div"), () => {});
  view.replace({ seq: 1, now: 0, entries: [], hasOlder: false, busy: BUSY });
  const prompt = { kind: "prompt", key: 1, turn: "", branch: [1, 1], actions: ["copy", "edit"], text: "Hello", length: 5, attachments: [] };
  const reply = {
    kind: "reply",
    key: 2,
    turn: "",
    reply: "",
    lane: 0,
    model: "",
    name: "",
    version: [1, 1],
    actions: ["copy"],
    numbers: [],
    error: "",
    ending: "",
    skip: 0,
    state: { ...STATE },
    text: "",
    thinking: "",
  };
  const entries = /** @type {Entry[]} */ (/** @type {unknown} */ ([prompt, reply]));
  view.apply([2, 0, [["l", [1, 2], entries, false]]]);
  view.apply([
    3,
    0,
    [
      ["t", 2, "t", "Hello"],
      ["c", 2, { state: { status: "writing", firstTokenAt: 0, firstTextAt: 0 } }],
    ],
  ]);
  for (let at = 0, seq = 4; at < TEXT.length; at += 12) view.apply([seq++, 0, [["t", 2, "t", TEXT.slice(at, at + 12)]]]);
  view.close();
  warmUp();
}
