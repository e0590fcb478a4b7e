// The state of a reply in words. Pure: also used by the lane headers of a comparison.

import { ALARMING_AFTER_S, silenceOf, speed, STALLED_AFTER_S, tokensOf } from "../../parts/figures.js";

/** @import { ReplyState } from "../wire.js" */

const TOO_EARLY_S = 0.5; // to say how fast it is
const CONNECTING_S = 0.3;
/** @type {Record<string, string>} */
const QUIET = { waiting: "waiting", thinking: "thinking" }; // in a blind comparison seconds would tell who it is
/** @type {Record<string, string>} */
const ENDS = { done: "done", stopped: "stopped", interrupted: "interrupted", failed: "failed" };

/** @type {Record<string, string>} */
const LONG_ENDS = { stopped: "Stopped", interrupted: "Interrupted when the app ended" };

/** @param {{status: string}} state */
export function isRunning(state) {
  return !(state.status in ENDS);
}

/**
 * Short words for a lane's header: "waiting 1.2 s", "writing ~43 tokens/s", "stalled 8 s".
 * @param {ReplyState} state
 * @param {number} nowMs
 * @param {{stalledAfter?: number, showsSpeed?: boolean}} [options]
 * @returns {string}
 */
export function stateText(state, nowMs, { stalledAfter = STALLED_AFTER_S, showsSpeed = true } = {}) {
  const now = nowMs / 1000;
  if (!isRunning(state)) return ENDS[state.status];
  if (state.status === "queued") return state.queuePosition ? `queued #${state.queuePosition}` : "queued";
  if (state.note || state.retryAt) return lowered(noteText(state, now));
  if (state.status === "asking") return "asks you";
  const silence = silenceOf(state, now);
  if (silence != null && silence >= stalledAfter) return `stalled ${Math.floor(silence)} s`;
  if (!showsSpeed && state.status in QUIET) return QUIET[state.status];
  if (state.status === "waiting") return waitingText(state, now);
  if (state.status === "thinking") return `thinking ${Math.max(0, Math.floor(now - (state.thoughtSince ?? now)))} s`;
  if (state.status === "tool") return "using a tool";
  const words = showsSpeed ? speedText(state, now) : "";
  return words ? `writing ${words}` : "writing";
}

/**
 * A sentence for the reply itself; empty where the text speaks for itself.
 * @param {ReplyState} state
 * @param {number} nowMs
 * @param {{stalledAfter?: number, showsSpeed?: boolean}} [options]
 * @returns {string}
 */
export function longStateText(state, nowMs, { stalledAfter = ALARMING_AFTER_S, showsSpeed = true } = {}) {
  const now = nowMs / 1000;
  if (!isRunning(state)) return LONG_ENDS[state.status] ?? "";
  if (state.note || state.retryAt) return noteText(state, now);
  const silence = state.status === "asking" ? null : silenceOf(state, now);
  if (silence != null && silence >= stalledAfter) return `No data for ${Math.floor(silence)} s`;
  if (state.status === "thinking") return "";
  const words = stateText(state, nowMs, { stalledAfter: Infinity, showsSpeed });
  return words[0].toUpperCase() + words.slice(1);
}

/**
 * "Thinking… 4 s" while it lasts, "Thought for 4 s" after; any end of the reply ends it.
 * @param {ReplyState} state
 * @param {number} nowMs
 * @param {{showsSpeed?: boolean}} [options]
 */
export function thoughtText(state, nowMs, { showsSpeed = true } = {}) {
  if (isRunning(state) && state.status === "thinking") {
    if (!showsSpeed) return "Thinking…";
    return `Thinking… ${Math.max(0, Math.floor(nowMs / 1000 - (state.thoughtSince ?? nowMs / 1000)))} s`;
  }
  if (state.thoughtSeconds == null) return "Thought";
  return `Thought for ${Math.max(1, Math.round(state.thoughtSeconds))} s`;
}

/** @param {ReplyState} state @param {number} now */
function waitingText(state, now) {
  const waited = Math.max(0, now - (state.createdAt ?? now));
  if (waited < CONNECTING_S) return "connecting";
  return `waiting ${waited < 100 ? waited.toFixed(1) : Math.floor(waited)} s`;
}

/** @param {string} words */
const lowered = (words) => words[0].toLowerCase() + words.slice(1); // what a server has said may hold names

/** @param {ReplyState} state @param {number} now */
function noteText(state, now) {
  const words = state.note || "Trying again";
  if (state.retryAt == null) return words;
  const left = Math.ceil(state.retryAt - now);
  return left > 0 ? `${words} in ${left} s` : words;
}

/**
 * Tokens a second since the first token; empty while it is too early to say.
 * @param {ReplyState} state
 * @param {number} now
 */
export function speedText(state, now) {
  if (state.firstTokenAt == null) return "";
  const seconds = (state.finishedAt ?? state.heardAt ?? now) - state.firstTokenAt;
  if (seconds < TOO_EARLY_S) return "";
  const { number, isExact } = tokensOf(state.finishedAt == null ? { bytes: state.bytes } : state); // counted are all, not those so far
  return speed(number / seconds, isExact);
}
