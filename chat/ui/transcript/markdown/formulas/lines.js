// Displayed formulas that go over several lines, as block rules of markdown-it. What such a formula holds is no list, no heading and no
// end of its paragraph, be it empty lines. The twin is chat/exchange/outgoing/formulas/lines.py.
import { formulasIn } from "./spans.js";
import { isDisplay, isFormula, isProse } from "./words.js";

/** @import { MarkdownIt, StateBlock } from "markdown-it" */

const MOST_LINES = 200; // of one formula
const BLANKS = " \t\n\v\f\r";
const BINDS_TIGHTER = /`[^`]+`|^\s*(?:`{3}|~{3})|\]\((?:https?:|mailto:)/;
/** @typedef {{line: number, tex: string, rest: string, mayEnd?: undefined}} Ended */
/** @typedef {{mayEnd: boolean}} Endless
 `mayEnd`: its end may still come */
/** @type {Record<string, string>} */
const CLOSINGS = { $$: "$$", "\\[": "\\]" };

/** @param {MarkdownIt} md */
export function displays(md) {
  md.block.ruler.before("fence", "math", block, { alt: ["paragraph", "reference", "blockquote", "list"] });
  md.block.ruler.at("lheading", text); // takes the place of "paragraph", too
}

/**
 * A formula that begins a line.
 * @param {StateBlock} state
 * @param {number} startLine
 * @param {number} endLine
 * @param {boolean} isSilent
 */
function block(state, startLine, endLine, isSilent) {
  if (state.sCount[startLine] - state.blkIndent >= 4) return false;
  const line = lineOf(state, startLine);
  const mark = line.slice(0, 2);
  if (!CLOSINGS[mark] || line[2] === "$") return false;
  const end = endOf(state, startLine, endLine, mark, 0);
  if (!end || (end.mayEnd === undefined && end.line === startLine && end.rest)) return false;
  if (isSilent) return true;
  if (end.mayEnd !== undefined) return source(state, startLine, endLine, end.mayEnd && Boolean(state.env.isGrowing));
  if (end.rest) return text(state, startLine);
  const token = state.push("math_block", "", 0);
  token.content = end.tex;
  token.map = [startLine, end.line + 1];
  token.meta = { isOpen: isUnfinished(state, end.line) };
  state.line = end.line + 1;
  return true;
}

/**
 * What has begun like a formula and not ended stays as it was written, to the next empty line.
 * @param {StateBlock} state
 * @param {number} startLine
 * @param {number} endLine
 * @param {boolean} isOpen
 */
function source(state, startLine, endLine, isOpen) {
  const next = isOpen ? endLine : untilEmpty(state, startLine, endLine);
  const token = state.push("math_source", "p", 0);
  token.content = state.getLines(startLine, next, state.blkIndent, false).trim();
  token.map = [startLine, next];
  token.meta = { isOpen };
  state.line = next;
  return true;
}

/** @param {StateBlock} state @param {number} line @param {number} endLine */
function untilEmpty(state, line, endLine) {
  while (line < endLine && !state.isEmpty(line) && state.sCount[line] >= state.blkIndent) line++;
  return line;
}

/**
 * A paragraph, or a heading that is underlined: the rules "lheading" and "paragraph" of markdown-it, which step over displays.
 * @param {StateBlock} state
 * @param {number} startLine
 */
function text(state, startLine) {
  const rules = state.md.block.ruler.getRules("paragraph");
  const endLine = state.lineMax;
  const parentType = state.parentType;
  state.parentType = "paragraph";
  let level = 0;
  let step = behind(state, startLine, endLine);
  let next = step.line;
  let isOpen = step.isOpen;
  while (next < endLine && !state.isEmpty(next)) {
    if (state.sCount[next] - state.blkIndent <= 3) {
      level = underline(state, next);
      if (level || (state.sCount[next] >= 0 && rules.some((rule) => rule(state, next, endLine, true)))) break;
    }
    step = behind(state, next, endLine);
    next = step.line;
    isOpen ||= step.isOpen;
  }
  state.parentType = parentType;
  write(state, startLine, next, level, step.open).meta = { isOpen };
  return true;
}

/** @param {StateBlock} state @param {number} line */
function underline(state, line) {
  if (state.sCount[line] < state.blkIndent) return 0;
  const found = /^(?:(=+)|-+)[ \t]*$/.exec(lineOf(state, line));
  return !found ? 0 : found[1] ? 1 : 2;
}

/** @param {StateBlock} state @param {number} startLine @param {number} next @param {number} level @param {string | null} open */
function write(state, startLine, next, level, open) {
  const [type, tag] = level ? ["heading", `h${level}`] : ["paragraph", "p"];
  state.line = level ? next + 1 : next;
  const opening = state.push(`${type}_open`, tag, 1);
  opening.map = [startLine, state.line];
  const content = state.getLines(startLine, next, state.blkIndent, false);
  const inline = state.push("inline", "", 0);
  inline.content = open ? trimmed(content.slice(0, content.length - open.length)) : trimmed(content);
  inline.map = [startLine, next];
  inline.children = [];
  if (open) {
    state.push("math_source", "", 0).content = open.trimEnd(); // no block, so its stars and underscores are no emphasis
  }
  const closing = state.push(`${type}_close`, tag, -1);
  if (level) opening.markup = closing.markup = level === 1 ? "=" : "-";
  return opening;
}

/**
 * Without the blanks around it that Markdown knows: a no-break space is none.
 * @param {string} text
 */
function trimmed(text) {
  let end = text.length;
  while (end && BLANKS.includes(text[end - 1])) end--;
  let start = 0;
  while (start < end && BLANKS.includes(text[start])) start++;
  return text.slice(start, end);
}

/**
 * The next line of a paragraph, behind the displays that begin in this one; the text from one on that is still being written; whether
 * what follows may change that.
 * @param {StateBlock} state
 * @param {number} line
 * @param {number} endLine
 * @returns {{line: number, open: string | null, isOpen: boolean}}
 */
function behind(state, line, endLine) {
  let content = lineOf(state, line);
  let isOpen = false;
  for (;;) {
    if (!content.includes("$$") && !content.includes("\\[")) break;
    const { open } = formulasIn(content);
    const end = open && endOf(state, line, endLine, open.mark, open.start, content);
    if (!open || !end) break;
    if (end.mayEnd !== undefined) {
      if (!end.mayEnd || !state.env.isGrowing) break;
      const rest = line + 1 < endLine ? `\n${state.getLines(line + 1, endLine, state.blkIndent, false)}` : "";
      return { line: endLine, open: content.slice(open.start) + rest, isOpen: true };
    }
    line = end.line;
    content = end.rest;
    isOpen ||= isUnfinished(state, line);
  }
  return { line: line + 1, open: null, isOpen };
}

/**
 * Where the display ends that begins at this place of a line: {line, tex, rest}; {mayEnd} if its end is not here; null if it is none.
 * @param {StateBlock} state
 * @param {number} startLine
 * @param {number} endLine
 * @param {string} mark
 * @param {number} start
 * @param {string} [content]
 * @returns {Ended | Endless | null}
 */
function endOf(state, startLine, endLine, mark, start, content = lineOf(state, startLine)) {
  const before = content.slice(0, start);
  /** @type {string[]} */
  const lines = [];
  let isLoose = Boolean(before.trim()); // neither begins a line nor is kept together by having no empty one
  let hasWords = false;
  for (let line = startLine; line < endLine; line++) {
    const part = line === startLine ? content.slice(start + 2) : lineOf(state, line);
    const end = closingIn(part, mark);
    if (end === null || lines.length > MOST_LINES || isOutside(state, line) || BINDS_TIGHTER.test(end < 0 ? part : part.slice(0, end))) {
      return null;
    }
    if (end >= 0) return closed(mark, [...lines, part.slice(0, end)].join("\n"), before, part.slice(end + 2), line);
    const isFinal = !isUnfinished(state, line);
    isLoose ||= state.isEmpty(line);
    hasWords ||= isFinal && isProse(part, true);
    if (!lines.length && isFinal && isProse(part, false)) return null;
    if (isLoose && hasWords) return before.trim() ? null : { mayEnd: false };
    lines.push(part);
  }
  return { mayEnd: endLine >= state.bMarks.length - 1 };
}

/** @param {StateBlock} state @param {number} line */
function isOutside(state, line) {
  return !state.isEmpty(line) && state.sCount[line] < state.blkIndent;
}

/** @param {string} mark @param {string} tex @param {string} before @param {string} rest @param {number} line @returns {Ended | null} */
function closed(mark, tex, before, rest, line) {
  const isAlone = !before.trim() && !rest.trim();
  const isOne = isAlone ? isDisplay(mark, tex) : isFormula(mark, tex, { before: before.at(-1) ?? "", after: rest.slice(0, 8) });
  return isOne ? { line, tex, rest: rest.trim() ? rest : "" } : null;
}

/**
 * Where this line ends the formula: -1 if nowhere, null if it shows that there is none.
 * @param {string} part
 * @param {string} mark
 */
function closingIn(part, mark) {
  for (const { 0: found, index } of part.matchAll(/\\[^]?|\$+/g)) {
    if (found === CLOSINGS[mark]) return index;
    if (found === "\\[" || (mark === "$$" && found.length > 2 && found[0] === "$")) return null;
  }
  return -1;
}

/**
 * The last line of a text that still grows may become anything.
 * @param {StateBlock} state
 * @param {number} line
 */
function isUnfinished(state, line) {
  return Boolean(state.env.isGrowing) && state.eMarks[line] >= state.src.length;
}

/** @param {StateBlock} state @param {number} line */
function lineOf(state, line) {
  return state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
}
