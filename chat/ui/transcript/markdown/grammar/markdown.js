// How Markdown is read and written as HTML. No DOM here, so that Node can test it.
import cjkFriendly from "../../../vendor/markdown-it/cjk_friendly.mjs";
import { PREVIEWED } from "../../blocks/previewed.js";
import { alerts } from "./alerts.js";
import { footnotes } from "./footnotes.js";
import { heavyText } from "./heavy_text.js";
import { math } from "../formulas/math.js";
import { pictures, wordsOf } from "./pictures.js";
import { links } from "./links.js";
import { markedHtml } from "./unseen.js";

/** @import { MarkdownIt, RendererRule, StateCore, StateInline, Token } from "markdown-it" */

/** @typedef {(text: string) => string} Escape */
/** @typedef {[name: string, label: string]} Button its class and its words */

const SAFE_LINK = /^(https?:\/\/[^\s/]|mailto:[^\s])/i; // relative links would steer this page
const LINE_BREAK = /<br\s{0,9}\/?>/iy;
const LONG_CELL = 16; // letters
const LONGER_CELL = 40;
/** @type {Button[]} */
const CODE_BUTTONS = [
  ["code-fold", "Fold"],
  ["code-wrap", "Wrap lines"],
  ["code-download", "Download"],
  ["code-copy", "Copy code"],
];
/** @type {Button[]} */
const TABLE_BUTTONS = [
  ["table-csv", "Copy as CSV"],
  ["table-tsv", "Copy as TSV"],
];
const WIDE_NUMBER = 4; // digits
const WIDER_NUMBER = 6;
const LANGUAGE = /^[\w#+.-]{1,30}$/;

/** @param {typeof MarkdownIt} Markdown @returns {MarkdownIt} */
export function createMarkdown(Markdown) {
  const md = new Markdown({ html: false, linkify: true, breaks: false });
  // only what has a scheme becomes a link: "app.py" and "README.md" are no domains of Paraguay and Moldova
  md.linkify.add("//", null); // leads nowhere without a scheme, and is in many letters of data
  const { matchAtStart } = md.linkify;
  // code and formulas begin behind it
  md.linkify.matchAtStart = (text) => matchAtStart.call(md.linkify, /^[^`\\]{0,4000}/.exec(text)?.[0] ?? "");
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  md.validateLink = (url) => SAFE_LINK.test(url.trim());
  md.use(cjkFriendly);
  md.use(math).use(footnotes).use(alerts).use(pictures).use(links).use(heavyText);
  md.core.ruler.after("inline", "tasks", tasks);
  md.core.ruler.push("wide_numbers", ({ tokens }) => tokens.forEach(markWideNumber));
  md.inline.ruler.before("html_inline", "line_break", lineBreak);
  Object.assign(md.renderer.rules, rules(md));
  return md;
}

/** @param {string | undefined} info */
export function languageOf(info) {
  const word = (info ?? "")
    .trim()
    .split(/[\s,{]/)[0]
    .toLowerCase();
  return LANGUAGE.test(word) ? word : "";
}

/** @param {MarkdownIt} md @returns {Record<string, RendererRule>} */
function rules(md) {
  const escape = md.utils.escapeHtml;
  return {
    link_open: (tokens, index) =>
      tokens[index].meta?.leadsNowhere ? "" : anchor(escape, attribute(tokens[index], "href"), attribute(tokens[index], "title")),
    link_close: (tokens, index) => (tokens[index].meta?.leadsNowhere ? "" : "</a>"),
    image: (tokens, index) => {
      const token = tokens[index];
      const address = attribute(token, "src");
      if (!address) return wordsOf(escape, { label: token.content });
      const words = md.renderer.renderInlineAsText(token.children ?? [], md.options, {}) || address;
      if (token.meta?.isInLink) return `<span class="image-link" title="${escape(address)}">${escape(words)}</span>`;
      return `${anchor(escape, address, attribute(token, "title"), "image-link")}${escape(words)}</a>`;
    },
    code_inline: (tokens, index) => `<code dir="ltr">${markedHtml(escape, tokens[index].content)}</code>`,
    fence: (tokens, index) => codeHtml(escape, tokens[index].content, languageOf(tokens[index].info)),
    code_block: (tokens, index) => codeHtml(escape, tokens[index].content, ""),
    bullet_list_open: whole,
    ordered_list_open: whole,
    blockquote_open: whole,
    table_open: (tokens, index) => `${tableStart(tokens[index])}<table${tokens[index].level ? "" : ' dir="auto"'}>\n`,
    table_close: () => "</table></div>\n",
    th_open: (tokens, index) => cell("th", tokens, index),
    td_open: (tokens, index) => cell("td", tokens, index),
    task_box: (tokens, index) => taskBox(Boolean(tokens[index].meta?.isDone)),
  };
}

/** @param {Token} token @param {string} name */
const attribute = (token, name) => String(token.attrGet(name) ?? "");

// On which side a list has its signs, a quotation its line, a table its first column: their first letter outside code and formulas
// decides, once for all that is inside. The single lines find the order of their words by themselves (prose.css).
/** @type {RendererRule} */
function whole(tokens, index, options, env, renderer) {
  if (!tokens[index].level) tokens[index].attrSet("dir", "auto");
  return renderer.renderToken(tokens, index, options);
}

/** @param {Escape} escape @param {string} href @param {string} title @param {string} [name] */
function anchor(escape, href, title, name = "") {
  const attributes = (title ? ` title="${escape(title)}"` : "") + (name ? ` class="${name}"` : "");
  return `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer"${attributes}>`;
}

/** @param {boolean} isDone */
function taskBox(isDone) {
  const words = isDone ? "Done" : "To do";
  return `<input type="checkbox" class="task-box" disabled${isDone ? " checked" : ""} aria-label="${words}">`;
}

/** @param {string} language */
export function codeHead(language) {
  /** @type {Button[]} */
  const buttons = Object.hasOwn(PREVIEWED, language) ? [["code-preview", "Preview"], ...CODE_BUTTONS] : CODE_BUTTONS;
  return `<div class="code-head" data-language="${language}">${buttons.map(wordless).join("")}</div>`;
}

// The words are drawn by CSS, so that the text of the reply stays what the model wrote.
/** @param {Button} button */
function wordless([name, label]) {
  return `<button type="button" class="${name}" aria-label="${label}" title="${label}"></button>`;
}

/** @param {Escape} escape @param {string} text @param {string} language */
export function codeHtml(escape, text, language) {
  const code = `<pre tabindex="0"><code>${escape(text)}</code></pre>`;
  return `<div class="code" dir="ltr" data-language="${language}">${codeHead(language)}${code}</div>\n`;
}

/** @param {Token} token */
function tableStart(token) {
  if (goesOn(token)) return '<div class="table goes-on" tabindex="0">';
  return `<div class="table" tabindex="0"><div class="table-head">${TABLE_BUTTONS.map(wordless).join("")}</div>`;
}

/**
 * A chunk of a table that is drawn in several (chunks.js).
 * @param {Token} token
 */
function goesOn(token) {
  return token.attrGet("class") === "goes-on" ? " goes-on" : "";
}

/** @param {string} tag @param {Token[]} tokens @param {number} index */
function cell(tag, tokens, index) {
  const side = /text-align:\s*(left|center|right)/.exec(attribute(tokens[index], "style"))?.[1];
  const letters = (tokens[index + 1].children ?? []).reduce((sum, { content }) => sum + content.length, 0);
  const names = [side && `to-${side}`, letters > LONGER_CELL ? "is-longer" : letters > LONG_CELL && "is-long"].filter(Boolean);
  return names.length ? `<${tag} class="${names.join(" ")}">` : `<${tag}>`;
}

/**
 * The one tag that is taken at its word: a line can be broken in a table's cell in no other way.
 * @param {StateInline} state
 * @param {boolean} isSilent
 */
function lineBreak(state, isSilent) {
  LINE_BREAK.lastIndex = state.pos;
  const found = LINE_BREAK.exec(state.src);
  if (!found) return false;
  if (!isSilent) state.push("hardbreak", "br", 0);
  state.pos += found[0].length;
  return true;
}

/**
 * Of an item beyond the 999th: in the place of two or three letters its number would be cut off.
 * @param {Token} token
 * @param {number} index
 * @param {Token[]} tokens
 */
function markWideNumber({ type, info }, index, tokens) {
  if (type === "list_item_open" && info.length >= WIDE_NUMBER) {
    tokens[index].attrJoin("class", info.length < WIDER_NUMBER ? "wide-number" : "wider-number");
  }
}

/**
 * "- [x] bought": the mark becomes a box that shows and does nothing.
 * @param {StateCore} state
 */
function tasks(state) {
  const tokens = state.tokens;
  for (let index = 2; index < tokens.length; index++) {
    if (tokens[index].type !== "inline" || tokens[index - 1].type !== "paragraph_open" || tokens[index - 2].type !== "list_item_open") {
      continue;
    }
    const first = tokens[index].children?.[0];
    const mark = first?.type === "text" ? /^\[([ xX])\]\s+(?=\S)|^\[([ xX])\]\s+$/.exec(first.content) : null;
    if (!first || !mark) continue;
    first.content = first.content.slice(mark[0].length);
    const box = new state.Token("task_box", "", 0);
    box.meta = { isDone: (mark[1] ?? mark[2]) !== " " };
    tokens[index].children?.unshift(box);
    tokens[index - 2].attrJoin("class", "task");
  }
}
