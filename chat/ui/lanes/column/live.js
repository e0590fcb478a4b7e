// The words of all lane headers of the page, brought up to date together a few times a second while something runs.
import { alarmOf, seconds, tokens, tokensOf } from "../../parts/figures.js";
import { isRunning, stateText } from "../../transcript/messages/state.js";

/** @import { LaneFacts, LaneState } from "../wire.js" */

const TICK_MS = 200;
/** @type {LaneState} */
const NOTHING = { view: null, reply: null, sitsOut: false, joins: false };
const heads = new Set();
let timer = null;

// `head.tick()` returns whether it wants to be called again.
export function keepTicking(head) {
  heads.add(head);
  timer ??= setInterval(tickAll, TICK_MS);
}

export function stopTicking(head) {
  heads.delete(head);
  if (heads.size) return;
  clearInterval(timer);
  timer = null;
}

function tickAll() {
  if (document.hidden) return;
  for (const head of heads) if (!head.tick()) stopTicking(head);
}

/**
 * What a tab, the first and the second line of a header say.
 * @param {LaneState} lane
 * @param {LaneFacts} facts
 * @returns {{status: string, short: string, words: string, facts: string, error?: string, trouble?: string}}
 */
export function wordsOf({ view, reply, sitsOut, joins } = NOTHING, { isParked, problem, hasTurns }) {
  const parked = isParked ? "parked" : "";
  if (!reply) {
    const words = sitsOut ? "skipped this turn" : joins ? "joins with the next prompt" : hasTurns ? "" : parked || "ready";
    return problem && !hasTurns
      ? { status: "failed", short: "cannot answer", words: problem, facts: "" }
      : { status: isParked ? "parked" : "idle", short: words, words, facts: sitsOut || joins ? parked : "" };
  }
  const { state, numbers, error, ending } = reply.entry;
  const now = reply.view.now(); // a reply that is played again has a clock of its own
  const options = { showsSpeed: !view.hidesNames };
  const short = ending && state.status === "done" ? ending.toLowerCase() : stateText(state, now, options);
  let facts = isRunning(state) ? liveFacts(state, view.hidesNames) : numbers.slice(1);
  const words = facts[0]?.startsWith("first token") ? `${short} · ${facts.shift()}` : short;
  facts = facts.join(" · ");
  return { status: statusOf(state, now), short, words, facts: [facts, parked].filter(Boolean).join(" · "), error, trouble: state.trouble };
}

function statusOf(state, now) {
  return (isRunning(state) && alarmOf(state, now / 1000)) || state.status;
}

// Time to first token is kept apart from the speed of writing: a slow start is not a slow writer.
function liveFacts(state, isNameless) {
  if (isNameless || state.firstTokenAt == null) return [];
  const { number, isExact } = tokensOf(state);
  const words = [`first token ${seconds(state.firstTokenAt - state.createdAt)}`];
  if (number) words.push(tokens(number, isExact));
  return words;
}

export { isRunning };
