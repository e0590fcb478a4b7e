// Where formulas stand in a text: between $..$, $$..$$, \(..\) and \[..\]. Code, links and addresses bind tighter. Pure, and linear
// whatever a model writes: every mark is looked at a few times, never searched for from each of the others.
// The twin chat/exchange/outgoing/formulas/spans.py must find the same; tests/twins/formulas.json is what both are held to.
import { isFormula } from "./words.js";

const ADDRESS = String.raw`https?:\/\/(?:[^\s<>"'()${"`"}\\\u3000-\u303f\uff00-\uffef]|\([^\s<>"'()${"`"}\\]*\))+`;
const MARKS = new RegExp(String.raw`\\[^]?|${"`"}+|\$+|[[\]]|<br[ \t]{0,9}\/?>|<[a-z][a-z0-9+.-]{1,31}:[^<>\x00-\x20]*>|${ADDRESS}`, "gi");
const TITLE = String.raw`"[^"]{0,1000}"|'[^']{0,1000}'|\([^()]{0,1000}\)`;
const TARGET = String.raw`[^\s()]{0,4000}(?:\([^\s()]{0,4000}\)[^\s()]{0,4000}){0,9}`;
const LINK = String.raw`<(?:https?:\/\/|mailto:)[^<>\n]{0,4000}>|(?:https?:\/\/|mailto:)${TARGET}`;
const LINK_END = new RegExp(String.raw`\]\([ \t\n]{0,99}(?:${LINK})(?:[ \t\n]{1,99}(?:${TITLE}))?[ \t\n]{0,99}\)`, "iy");
/** @typedef {{mark: string, start: number, end: number, isWall: boolean}} Mark */
/** @typedef {{start: number, end: number, tex: string, isBlock: boolean}} Formula */
/** @typedef {{found: Map<number, Formula>, open: {start: number, mark: string} | null}} Found by their starts; `open`: see formulasIn */

/** @type {Found} */
const NONE = { found: new Map(), open: null };

/**
 * With the first display that has begun and not ended.
 * @param {string} text
 * @returns {Found}
 */
export function formulasIn(text) {
  return text.includes("$") || text.includes("\\") ? pair(text, marksOf(text)) : NONE;
}

/** @param {string} text @param {Mark[]} marks @returns {Found} */
function pair(text, marks) {
  /** @type {Found["found"]} */
  const found = new Map();
  /** @type {Found["open"]} */
  let open = null;
  for (let index = 0; index < marks.length; index++) {
    if (marks[index].isWall) continue;
    const closing = closingOf(marks, index);
    if (closing === OPEN) open ??= { start: marks[index].start, mark: marks[index].mark };
    if (closing < 0) continue;
    const formula = between(text, marks[index], marks[closing]);
    if (!formula) continue;
    found.set(formula.start, formula);
    index = closing;
  }
  return { found, open };
}

/** @param {string} text @param {Mark} mark @param {Mark} closing @returns {Formula | null} */
function between(text, { mark, start }, closing) {
  const tex = text.slice(start + mark.length, closing.start);
  const around = { before: text[start - 1] ?? "", after: text.slice(closing.end, closing.end + 8) };
  return isFormula(mark, tex, around) ? { start, end: closing.end, tex, isBlock: mark === "$$" || mark === "\\[" } : null;
}

const NOTHING = -1;
const OPEN = -2;
// what ends the search for a closing mark: a formula does not hold these
/** @type {Record<string, string[]>} */
const STOPS = { "\\(": ["\\(", "\\["], "\\[": ["\\["], $$: ["\\["], $: ["\\(", "\\["] };
/** @type {Record<string, string>} */
const CLOSINGS = { "\\(": "\\)", "\\[": "\\]", $$: "$$", $: "$" };

/**
 * The index of the mark that closes this one; NOTHING; or OPEN for a display that may still end behind the text.
 * @param {Mark[]} marks
 * @param {number} index
 */
function closingOf(marks, index) {
  const { mark } = marks[index];
  const closing = CLOSINGS[mark];
  if (!closing) return NOTHING;
  for (let next = index + 1; next < marks.length; next++) {
    const { mark: other, isWall } = marks[next];
    if (other === closing && !isWall) return next;
    if (isWall || STOPS[mark].includes(other) || (other[0] === "$" && (mark === "$" || (mark === "$$" && other.length > 2)))) {
      return NOTHING;
    }
  }
  return mark === "$$" || mark === "\\[" ? OPEN : NOTHING;
}

/**
 * All marks in their order; those that no formula reaches across are walls. Brackets are only kept as the edges of links.
 * @param {string} text
 */
function marksOf(text) {
  /** @type {Mark[]} */
  const marks = [];
  /** @type {number[]} */
  const brackets = [];
  const code = new CodeEnds(text);
  MARKS.lastIndex = 0;
  for (let match = MARKS.exec(text); match; match = MARKS.exec(text)) {
    const [mark] = match;
    const start = match.index;
    let end = start + mark.length;
    let isWall = true;
    if (mark[0] === "`") {
      const behind = code.endOf(mark.length, end);
      if (behind < 0) continue;
      end = behind;
    } else if (mark === "[") {
      isWall = false;
      brackets.push(marks.length);
    } else if (mark === "]") {
      const bracket = brackets.pop();
      if (bracket === undefined) continue;
      const opening = marks[bracket];
      LINK_END.lastIndex = start;
      const link = LINK_END.exec(text);
      if (!link) continue;
      end = start + link[0].length;
      opening.isWall = true;
      if (text[opening.start - 1] !== "!") brackets.length = 0; // no links in links
    } else if (mark[0] === "\\" || mark[0] === "$") {
      isWall = false;
    }
    marks.push({ mark, start, end, isWall });
    MARKS.lastIndex = end;
  }
  return marks;
}

// Where code spans end: at the next run of as many backticks.
class CodeEnds {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    /** @type {Map<number, number[]> | null} */
    this.runs = null; // length -> starts, the next one last
  }

  /** @param {number} length @param {number} from */
  endOf(length, from) {
    this.runs ??= runsOf(this.text);
    const starts = this.runs.get(length) ?? [];
    while (starts.length && starts[starts.length - 1] < from) starts.pop();
    return starts.length ? starts[starts.length - 1] + length : -1;
  }
}

/** @param {string} text */
function runsOf(text) {
  /** @type {Map<number, number[]>} */
  const runs = new Map();
  for (const { 0: run, index } of [...text.matchAll(/`+/g)].reverse()) {
    if (!runs.has(run.length)) runs.set(run.length, []);
    runs.get(run.length)?.push(index);
  }
  return runs;
}
