// The words of all lane headers of the page, brought up to date together a few times a second while something runs.
import { alarmOf, seconds, tokens, tokensOf } from "../../parts/figures.js";
import { isRunning, stateText } from "../../transcript/messages/state.js";

/** @import { ReplyState } from "../../transcript/wire.js" */
/** @import { LaneFacts, LaneState } from "../wire.js" */

const TICK_MS = 200;
/** @type {LaneState} */
const NOTHING = { view: null, reply: null, sitsOut: false, joins: false };
/** @typedef {{tick: () => boolean}} Head `tick` returns whether it wants to be called again */

/** @type {Set<Head>} */
const heads = new Set();
/** @type {number | undefined} */
let timer;

/** @param {Head} head */
export function keepTicking(head) {
  heads.add(head);
  timer ??= setInterval(tickAll, TICK_MS);
}

/** @param {Head} head */
export function stopTicking(head) {
  heads.delete(head);
  if (heads.size) return;
  clearInterval(timer);
  timer = undefined;
}

function tickAll() {
  if (document.hidden) return;
  for (const head of heads) if (!head.tick()) stopTicking(head);
}

/**
 * What a tab, the first and the second line of a header say.
 * @param {LaneState | undefined} lane
 * @param {LaneFacts} facts
 * @returns {{status: string, short: string, words: string, facts: string, error?: string, trouble?: string}}
 */
export function wordsOf({ reply, sitsOut, joins } = NOTHING, { isParked, problem, hasTurns }) {
  const parked = isParked ? "parked" : "";
  if (!reply) {
    const words = sitsOut ? "skipped this turn" : joins ? "joins with the next prompt" : hasTurns ? "" : parked || "ready";
    return problem && !hasTurns
      ? { status: "failed", short: "cannot answer", words: problem, facts: "" }
      : { status: isParked ? "parked" : "idle", short: words, words, facts: sitsOut || joins ? parked : "" };
  }
  const { state, numbers, error, ending } = reply.entry;
  const now = reply.view.now(); // a reply that is played again has a clock of its own
  const options = { showsSpeed: !reply.view.hidesNames };
  const short = ending && state.status === "done" ? ending.toLowerCase() : stateText(state, now, options);
  const rest = isRunning(state) ? liveFacts(state, reply.view.hidesNames) : numbers.slice(1);
  const words = rest[0]?.startsWith("first token") ? `${short} · ${rest.shift()}` : short;
  const facts = [rest.join(" · "), parked].filter(Boolean).join(" · ");
  return { status: statusOf(state, now), short, words, facts, error, trouble: state.trouble };
}

/** @param {ReplyState} state @param {number} now */
function statusOf(state, now) {
  return (isRunning(state) && alarmOf(state, now / 1000)) || state.status;
}

/**
 * Time to first token is kept apart from the speed of writing: a slow start is not a slow writer.
 * @param {ReplyState} state
 * @param {boolean} isNameless
 */
function liveFacts(state, isNameless) {
  if (isNameless || state.firstTokenAt == null) return [];
  const { number, isExact } = tokensOf(state);
  const words = [`first token ${seconds(state.firstTokenAt - (state.createdAt ?? state.firstTokenAt))}`];
  if (number) words.push(tokens(number, isExact));
  return words;
}

export { isRunning };
