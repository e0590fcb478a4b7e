// Figures and how they are said, everywhere on the page. Pure. `chat/conversation/measures.py` says the same of replies that have ended.

/** @typedef {{createdAt?: number, firstTokenAt?: number | null, heardAt?: number | null}} Heard a part of ReplyState */

export const BYTES_PER_TOKEN = 3.7; // English prose and code over common tokenizers; what comes from it wears a "~"
export const STALLED_AFTER_S = 5;
export const ALARMING_AFTER_S = 15;

/** @param {number | null | undefined} value @returns {string} */
export function seconds(value) {
  if (value == null) return "–";
  if (value < 1) return `${Math.max(0, value).toFixed(2)} s`;
  if (value < 10) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** @param {number} number */
export function count(number) {
  return Math.round(number).toLocaleString("en");
}

/** @param {number | null | undefined} number @param {boolean} [isExact] @returns {string} */
export function tokens(number, isExact = true) {
  return number == null ? "–" : `${isExact ? "" : "~"}${count(number)} ${number === 1 ? "token" : "tokens"}`;
}

/** @param {number | null | undefined} value @param {boolean} [isExact] @returns {string} */
export function speed(value, isExact = true) {
  return value == null ? "–" : `${isExact ? "" : "~"}${value < 10 ? value.toFixed(1) : count(value)} tokens/s`;
}

/**
 * "$0", "<$0.0001", "$0.0021", "$1.25"
 * @param {number} dollars
 */
export function money(dollars) {
  if (!dollars) return "$0";
  if (dollars < 0.0001) return "<$0.0001";
  return "$" + (dollars < 0.1 ? dollars.toFixed(4) : dollars.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 }));
}

/**
 * Of an answer: "free" when there was nothing to pay.
 * @param {number | null | undefined} dollars
 */
export function cost(dollars) {
  return dollars == null ? "–" : dollars === 0 ? "free" : money(dollars);
}

/**
 * Of a reply that is being written: how many tokens, and whether the provider has counted them; state as in transcript/messages/state.js.
 * @param {{tokens?: number | null, bytes?: number}} state
 * @returns {{number: number, isExact: boolean}}
 */
export function tokensOf(state) {
  return state.tokens == null
    ? { number: Math.round((state.bytes ?? 0) / BYTES_PER_TOKEN), isExact: false }
    : { number: state.tokens, isExact: true };
}

/**
 * Seconds since something was heard, or null where nothing can be late yet.
 * @param {Heard} state
 * @param {number} now epoch seconds
 */
export function silenceOf(state, now) {
  return state.firstTokenAt == null ? null : now - (state.heardAt ?? state.createdAt ?? now);
}

/**
 * "slow" and then "stalled", for a reply that runs; "" while it speaks.
 * @param {Heard} state
 * @param {number} now epoch seconds
 */
export function alarmOf(state, now) {
  const silence = silenceOf(state, now) ?? 0;
  return silence >= ALARMING_AFTER_S ? "stalled" : silence >= STALLED_AFTER_S ? "slow" : "";
}
