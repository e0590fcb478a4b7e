// What is said of an import: while it runs, and when it has ended. Pure.

/** @import { Import } from "./wire.js" */

/** @type {Record<string, string>} */
const SINGLE = {
  personas: "persona",
  prompts: "prompt",
  suites: "suite",
  settings: "setting",
  endpoints: "endpoint",
  "days of spending": "day of spending",
  "votes on chats that are gone": "vote on a chat that is gone",
};

/** @param {number} n */
export const number = (n) => n.toLocaleString("en");
/** @param {number} n */
export const chats = (n) => `${number(n)} ${n === 1 ? "chat" : "chats"}`;

/**
 * What a running import is doing, in a few words.
 * @param {Import} one
 */
export function stepOf(one) {
  if (one.state === "uploading") return "Taking the file";
  if (one.state === "waiting") return "Waiting for the import before it";
  if (one.state === "reading") return one.found ? `Reading: ${chats(one.found)}${from(one)}` : "Reading";
  return `Saving: ${number(one.taken + one.present)} of ${chats(one.found)}`;
}

/**
 * Whether chats were found, and none of them could come in.
 * @param {Import} one
 */
export const isRefused = (one) => one.state === "done" && one.refused_count > 0 && !one.taken && !one.present;

/**
 * The report of an import that has ended: sentences, the first of them the most important.
 * @param {Import} one
 * @returns {string[]}
 */
export function sentencesOf(one) {
  const said = [...endOf(one), ...movedIn(one)];
  if (one.resumed && one.state === "done") said.push("Polylogue was closed in the middle of this import; it continued after the restart.");
  said.push(...leftAlone(one), ...one.remarks);
  if (one.twice) said.push(`${chats(one.twice)} stood in the file twice.`);
  if (one.state === "failed") return said;
  return [...said, ...listing("Not taken along", one.left_out), ...listing("Also in the file, and not read", one.beside)];
}

/** @param {Import} one */
const from = ({ source }) => (source ? ` from ${source}` : "");

/** @param {Import} one */
function endOf(one) {
  if (one.state === "failed") {
    return [one.sentence || "This did not work.", one.taken ? `${chats(one.taken)} had come in before.` : "Nothing was imported."];
  }
  if (one.state === "cancelled") {
    const stay = `Cancelled. ${chats(one.taken)}${from(one)} had come in and stay, each of them whole.`;
    return [one.taken ? stay : "Cancelled. Nothing was imported."];
  }
  return one.state === "done" ? whatCame(one) : [];
}

/** @param {Import} one */
function whatCame(one) {
  const said = [];
  if (one.renewed) said.push(`What is newer in the file is in ${chats(one.renewed)} now.`);
  if (one.taken) said.push(`${chats(one.taken)}${from(one)} ${one.taken === 1 ? "is" : "are"} here now.`);
  else if (!one.renewed && !Object.keys(one.moved).length) said.push(nothingOf(one));
  if (one.sentence) said.push(`${one.sentence} What came before was taken.`);
  return said;
}

/** @param {Import} one */
function nothingOf(one) {
  if (isRefused(one)) return "No chat of this file could be taken.";
  return one.grown_count ? "No new chats were found in this file." : "Nothing new was found in this file.";
}

/** @param {Import} one */
function movedIn({ moved }) {
  const parts = Object.entries(moved).map(([what, count]) => `${number(count)} ${count === 1 ? SINGLE[what] || what : what}`);
  return parts.length ? [`Also here now: ${parts.join(", ")}.`] : [];
}

/** @param {Import} one */
function leftAlone({ present, renewed, empty }) {
  const said = [];
  const kept = present - renewed;
  if (kept > 0) said.push(`${chats(kept)} ${kept === 1 ? "was" : "were"} here already and left as ${kept === 1 ? "it is" : "they are"}.`);
  const [are, were] = empty === 1 ? ["is", "was"] : ["are", "were"];
  if (empty) said.push(`${chats(empty)} in the file ${are} empty and ${were} passed over.`);
  return said;
}

/**
 * Kinds of things with how many there are of each, if there are any.
 * @param {string} words
 * @param {Record<string, number>} counts
 */
function listing(words, counts) {
  const parts = Object.entries(counts).map(([what, count]) => `${number(count)} × ${what}`);
  return parts.length ? [`${words}: ${parts.join(", ")}.`] : [];
}
