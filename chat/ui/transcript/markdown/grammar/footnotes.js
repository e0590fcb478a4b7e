// Footnotes: "[^1]" in the text and "[^1]: words" on a line of its own. They stay where they stand and keep the label that the model gave
// them, so that a text that grows is not numbered again. The twin is chat/exchange/outgoing/footnotes.py.

/** @import { MarkdownIt, StateBlock, StateCore, StateInline, Token } from "markdown-it" */
/** @import { GrowingEnv } from "../parsing/blocks.js" */

const OPENING = /^\[\^([^\s[\]]{1,60})\]:/;
const REFERENCE = /\[\^([^\s[\]]{1,60})\]/y;
const NUMBER = /^[0-9]{1,3}$/;
const INDENT = 4;
const SPACE = 0x20;
const TAB = 0x09;

/** @param {MarkdownIt} md */
export function footnotes(md) {
  const escape = md.utils.escapeHtml;
  md.block.ruler.before("reference", "footnote", footnote, { alt: ["paragraph", "reference"] });
  md.core.ruler.before("inline", "footnote_labels", labels);
  md.inline.ruler.before("link", "footnote_reference", reference);
  md.renderer.rules.footnote_open = (tokens, index) => {
    const label = escape(labelOf(tokens[index]));
    const back = `<button type="button" class="footnote-back" aria-label="Back to the text">${label}</button>`;
    return `<div class="footnote">${back}<div class="footnote-text">\n`;
  };
  md.renderer.rules.footnote_close = () => "</div></div>\n";
  md.renderer.rules.footnote_reference = (tokens, index) => {
    const label = escape(labelOf(tokens[index]));
    return `<sup class="footnote-reference"><button type="button" aria-label="Footnote ${label}">${label}</button></sup>`;
  };
}

/**
 * What is indented below the first line belongs to the note, as in an item of a list.
 * @param {StateBlock} state
 * @param {number} startLine
 * @param {number} endLine
 * @param {boolean} isSilent
 */
function footnote(state, startLine, endLine, isSilent) {
  if (state.sCount[startLine] - state.blkIndent >= 4) return false;
  const start = state.bMarks[startLine] + state.tShift[startLine];
  const found = OPENING.exec(state.src.slice(start, Math.min(state.eMarks[startLine], start + 80)));
  if (!found) return false;
  if (isSilent) return true;
  const opening = state.push("footnote_open", "", 1);
  opening.meta = { label: found[1] };
  inside(state, startLine, endLine, start + found[0].length);
  opening.map = [startLine, state.line];
  state.push("footnote_close", "", -1);
  return true;
}

/**
 * Reads the note as if its lines began behind the mark.
 * @param {StateBlock} state
 * @param {number} startLine
 * @param {number} endLine
 * @param {number} start
 */
function inside(state, startLine, endLine, start) {
  const { parentType, blkIndent, tight } = state;
  const { [startLine]: mark } = state.bMarks;
  const { [startLine]: shift } = state.tShift;
  const { [startLine]: count } = state.sCount;
  let text = start;
  while (text < state.eMarks[startLine] && [SPACE, TAB].includes(state.src.charCodeAt(text))) text++;
  state.bMarks[startLine] = start;
  state.tShift[startLine] = text - start;
  state.blkIndent = blkIndent + INDENT;
  state.sCount[startLine] = state.blkIndent;
  state.parentType = "footnote";
  state.md.block.tokenize(state, startLine, endLine);
  Object.assign(state, { parentType, blkIndent, tight });
  state.bMarks[startLine] = mark;
  state.tShift[startLine] = shift;
  state.sCount[startLine] = count;
}

/** @param {StateCore} state */
function labels(state) {
  const env = /** @type {GrowingEnv} */ (state.env);
  for (const token of state.tokens) if (token.type === "footnote_open") (env.footnotes ??= new Set()).add(labelOf(token));
}

/** @param {Token} token */
const labelOf = ({ meta }) => String(meta?.label);

/**
 * A number whose note has not been written yet is drawn as one while the text grows.
 * @param {StateInline} state
 * @param {boolean} isSilent
 */
function reference(state, isSilent) {
  if (state.src[state.pos] !== "[" || state.src[state.pos + 1] !== "^") return false;
  REFERENCE.lastIndex = state.pos;
  const found = REFERENCE.exec(state.src);
  if (!found || state.pos + found[0].length > state.posMax) return false;
  const env = /** @type {GrowingEnv} */ (state.env);
  const isKnown = Boolean(env.footnotes?.has(found[1]));
  if (!isKnown && !(env.isGrowing && NUMBER.test(found[1]))) return false;
  if (!isKnown) env.hasOpenNotes = true;
  if (!isSilent) state.push("footnote_reference", "", 0).meta = { label: found[1] };
  state.pos += found[0].length;
  return true;
}
