// A markdown-it plugin for LaTeX between $..$, $$..$$, \(..\) and \[..\]. It only finds the formulas; KaTeX fills them in later.
import { displays } from "./lines.js";
import { formulasIn } from "./spans.js";

/** @import { MarkdownIt, StateInline } from "markdown-it" */
/** @import { Found } from "./spans.js" */

const BACKSLASH = 0x5c;
const DOLLAR = 0x24;
/** @type {WeakMap<StateInline, Found>} */
const spans = new WeakMap(); // of inline texts

/** @param {MarkdownIt} md */
export function math(md) {
  md.inline.ruler.before("escape", "math", inline);
  md.use(displays);
  md.renderer.rules.math = (tokens, index) => formula(md, tokens[index].content, Boolean(tokens[index].meta?.isBlock));
  md.renderer.rules.math_block = (tokens, index) => `<div class="formula-row">${formula(md, tokens[index].content, true)}</div>\n`;
  md.renderer.rules.math_source = (tokens, index) => {
    const text = md.utils.escapeHtml(tokens[index].content);
    return tokens[index].tag ? `<p>${text}</p>\n` : text;
  };
}

/** @param {MarkdownIt} md @param {string} tex @param {boolean} isBlock */
function formula(md, tex, isBlock) {
  const text = md.utils.escapeHtml(tex.trim());
  return `<span class="formula${isBlock ? " is-block" : ""}" dir="ltr" role="math" aria-label="${text}">${text}</span>`;
}

/** @param {StateInline} state @param {boolean} isSilent */
function inline(state, isSilent) {
  const code = state.src.charCodeAt(state.pos);
  if (code !== DOLLAR && code !== BACKSLASH) return false;
  const known = spans.get(state) ?? formulasIn(state.src);
  spans.set(state, known);
  const span = known.found.get(state.pos);
  if (!span || span.end > state.posMax) return false;
  if (!isSilent) {
    const token = state.push("math", "", 0);
    token.content = span.tex;
    token.meta = { isBlock: span.isBlock };
  }
  state.pos = span.end;
  return true;
}
