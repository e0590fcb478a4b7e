// Axes, periods and numbers in words. Pure.
import { money } from "../parts/figures.js";

/** @typedef {"day" | "week" | "month"} Unit of time */

const DAY_MS = 86400000;
const MONTHS = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" });

/**
 * Round steps from 0 to a little above the highest value: [0, 20, 40, 60].
 * @param {number} highest
 * @param {number} [wanted]
 */
export function ticks(highest, wanted = 4) {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((size) => size * power).find((size) => size >= rough * 0.999) ?? rough;
  const marks = [0];
  while (marks[marks.length - 1] < highest * 0.999) marks.push(Number((step * marks.length).toPrecision(12)));
  return marks;
}

/**
 * The first days of all periods from `start` to `end`, as 2026-01-31.
 * @param {string} start
 * @param {string} end
 * @param {Unit} unit
 */
export function periods(start, end, unit) {
  const days = [];
  const day = new Date(start + "T00:00:00Z");
  const last = Date.parse(end + "T00:00:00Z");
  while (day.getTime() <= last && days.length < 4000) {
    days.push(day.toISOString().slice(0, 10));
    if (unit === "month") day.setUTCMonth(day.getUTCMonth() + 1);
    else day.setTime(day.getTime() + (unit === "week" ? 7 : 1) * DAY_MS);
  }
  return days;
}

/** @param {string} day @param {Unit} unit @param {boolean} [withYear] */
function dayWords(day, unit, withYear = false) {
  const at = new Date(day + "T00:00:00Z");
  if (unit === "month") return `${MONTHS.format(at)} ${at.getUTCFullYear()}`;
  return `${at.getUTCDate()} ${MONTHS.format(at)}${withYear ? ` ${at.getUTCFullYear()}` : ""}`;
}

/** @param {string} day @param {Unit} unit */
export function periodWords(day, unit) {
  return unit === "week" ? `week of ${dayWords(day, unit, true)}` : dayWords(day, unit, true);
}

/**
 * Which of `count` places get a label when each label needs `room` pixels of `width`; the newest one always does.
 * @param {number} count
 * @param {number} width
 * @param {number} [room]
 */
export function labelled(count, width, room = 58) {
  const every = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / room))));
  return Array.from({ length: count }, (_, i) => i).filter((i) => (count - 1 - i) % every === 0);
}

/** @param {number} number */
export function short(number) {
  if (number >= 1e9) return trim(number / 1e9) + "B";
  if (number >= 1e6) return trim(number / 1e6) + "M";
  if (number >= 1e4) return trim(number / 1e3) + "k";
  return number.toLocaleString("en", Math.abs(number) < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 });
}

/** @param {number} number */
function trim(number) {
  return number.toLocaleString("en", { maximumFractionDigits: number < 100 ? 1 : 0 });
}

/**
 * Below the plot there is room for fewer words: a week by its month.
 * @param {string} day
 * @param {Unit} unit
 */
export function markWords(day, unit) {
  return dayWords(day, unit === "week" ? "month" : unit);
}

/**
 * Marks of an axis are round: they need no digits that are nothing.
 * @param {number} dollars
 */
export function moneyMark(dollars) {
  if (dollars >= 1) return "$" + short(dollars);
  return dollars > 0 && dollars < 0.1 ? "$" + dollars.toLocaleString("en", { maximumSignificantDigits: 2 }) : money(dollars);
}

/**
 * A long name without its middle: models of one family differ at the end.
 * @param {string} name
 * @param {number} [most]
 */
export function shortened(name, most = 40) {
  return name.length > most ? `${name.slice(0, Math.ceil(most * 0.4))}…${name.slice(-Math.floor(most * 0.6) + 1)}` : name;
}
