// What would take the browser too long to lay out as one text is shown as it was written, in pieces of which only those in sight are laid
// out. A paragraph of 200 kB costs half a second; 10,000 letters of some scripts without a space cost as much. Pure.

import { readable } from "./pictures.js";

/** @import { MarkdownIt, Token } from "markdown-it" */

const LONGEST = 12_000; // characters of one paragraph, heading, cell, …
const MOST_ELEMENTS = 2_000; // in one of these
// Letters that join (emoji, too), stack or are broken by dictionary: their cost grows with the square of what stands between two spaces.
const JOINED =
  "\\u0300-\\u036f\\u0483-\\u0489\\u0590-\\u1dff\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u20d0-\\u20ff\\u302a-\\u302f" +
  "\\ua8e0-\\uabff\\ufb1d-\\ufdff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufe70-\\ufeff\\ud800-\\udfff";
// 12,000 strokes without a space, after each of which a line may end, cost a fifth of a second.
/* eslint-disable no-misleading-character-class -- letters that join are what is looked for */
const LONG_RUN = new RegExp(`[${JOINED}]{2000}|[!-~]{4000}`);
const HAS_JOINED = new RegExp(`[${JOINED}]{100}`);
/* eslint-enable */
const PIECE = 2_000; // characters
const SMALL_PIECE = 250; // of joined letters

/** @param {string} source */
export function isHeavy(source) {
  return isLong(source.length > 2_000 ? readable(source) : source);
}

/**
 * The same of a text that is shown as it is.
 * @param {string} text
 */
export function isLong(text) {
  return text.length > LONGEST || (text.length > 2_000 && LONG_RUN.test(text));
}

/**
 * A plugin for markdown-it: tokens "as_written" instead of the inline text of heavy blocks.
 * @param {MarkdownIt} md
 */
export function heavyText(md) {
  md.core.ruler.before("inline", "heavy_text", ({ tokens }) => {
    for (const token of tokens) if (token.type === "inline" && isHeavy(token.content)) showAsWritten(token);
  });
  md.core.ruler.push("many_elements", ({ tokens }) => {
    for (const token of tokens) if (token.type === "inline" && (token.children?.length ?? 0) > MOST_ELEMENTS) showAsWritten(token);
  });
  md.renderer.rules.as_written = (tokens, index) => {
    const pieces = piecesOf(tokens[index].content).map((piece) => `<span>${md.utils.escapeHtml(piece)}</span>`);
    return `<span class="as-written">${pieces.join("")}</span>`;
  };
}

/** @param {Token} token */
function showAsWritten(token) {
  token.type = "as_written";
  token.children = [];
}

/**
 * Cuts text that is shown as it was written: at the end of a line or between words, where there is such a place.
 * @param {string} text
 * @param {number} [most] characters of a piece
 */
export function piecesOf(text, most = PIECE) {
  const pieces = [];
  if (HAS_JOINED.test(text)) most = SMALL_PIECE;
  for (let from = 0; from < text.length;) {
    const end = from + most;
    const to = end < text.length ? seamBefore(text, from, end) : end;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

/** @param {string} text @param {number} from @param {number} to */
function seamBefore(text, from, to) {
  for (const mark of ["\n", " "]) {
    const at = text.lastIndexOf(mark, to - 1) + 1;
    if (at > from + (to - from) / 2) return at;
  }
  const code = text.charCodeAt(to);
  return code >= 0xdc00 && code <= 0xdfff ? to + 1 : to;
}
