// What a query of the search box means. Pure; the server's side is store/search/query.py.
import { pieces } from "./listing.js";

/** @import { Chat } from "./listing.js" */

const LATE = 24; // characters of a title that can be seen
export const FILTERS = [
  ["model:", "a model, like model:gpt"],
  ["folder:", "a folder"],
  ["tag:", "a tag"],
  ["after:", "from a day on, like after:2026-03-01"],
  ["before:", "before a day, a month or a year"],
];

const DATE_FILTER = /(?:^|\s)((?:before|after):"?([^\s"]+))/gi;
const DATE = /^\d{4}(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?$/;
const BEGUN_DATE = /^(\d{0,4}|\d{4}-[01]?|\d{4}-(0?[1-9]|1[0-2])-[0-3]?)$/;

const LAST_FILTER = /(^|\s)(model|folder|tag|before|after):"?([^\s"]*)$/i;
const OF_DATES = /^(before|after)$/i;
const ANY_FILTER = /(?:^|\s)(?:model|folder|tag|before|after):(?:"[^"]*"?|\S+)/gi;

/**
 * What is searched for: a filter that is not finished yet changes nothing. A space at the end says that the word before it is.
 * @param {string} query
 */
export function askedIn(query) {
  /** @param {string} whole @param {string} before @param {string} name @param {string} value */
  const finished = (whole, before, name, value) => (value && (!OF_DATES.test(name) || isDate(value)) ? whole : before);
  return query.trimStart().replace(LAST_FILTER, finished);
}

/**
 * The 31st of February has the right letters.
 * @param {string} value
 */
function isDate(value) {
  const [year, month = 1, day = 1] = value.split("-").map(Number);
  return DATE.test(value) && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/**
 * What is wrong with a date that is not just being typed; or "".
 * @param {string} query
 */
export function dateHint(query) {
  const wrong = [...query.matchAll(DATE_FILTER)].find(([, , value]) => !isDate(value) && !BEGUN_DATE.test(value));
  return wrong ? `“${wrong[1]}” is no date. Write 2026-03-01, 2026-03 or 2026.` : "";
}

/** @param {string} asked */
export function nothingFound(asked) {
  const words = asked.replace(ANY_FILTER, " ").trim();
  if (words === asked.trim()) return "Nothing found. All words have to be in one message; “in quotes” finds a phrase.";
  return words ? "Nothing found. All words have to be in one message that fits the filters." : "Nothing found. No chat fits the filters.";
}

/**
 * A result as it is shown: it leads to the place that was found, or has the words marked in its title, if they can be seen there.
 * @param {Chat} chat
 * @param {string} query
 * @returns {Chat}
 */
export function shownResult(chat, query) {
  if (chat.place) return { ...chat, place: `${chat.place}&find=${encodeURIComponent(query)}` };
  if (chat.snippet?.indexOf("\u0002") > LATE) return chat;
  return { ...chat, snippet: "", marked: chat.snippet ? pieces(chat.snippet) : null };
}
