// Pictures of an answer, none of which is loaded by itself: a link for an address in the web, a link with kind and size for one that is in
// the text (data:), words for an address that nobody may follow. The twin is chat/exchange/outgoing/pictures.py.

/** @import { MarkdownIt, StateInline } from "markdown-it" */
/** @import { Escape } from "./markdown.js" */

/**
 * What a token of a picture tells of it.
 * @typedef {object} Data
 * @property {string} label
 * @property {string} type
 * @property {string} encoding
 * @property {string} data
 * @property {string} [state] "incomplete" without its end
 * @property {boolean} [isInLink]
 */

const HEAD = String.raw`data:([a-z]{1,20}\/[a-z0-9.+-]{1,60})((?:;[a-z0-9=._-]{1,60}){0,4}),`;
const LINES = String.raw`(?:\n[a-z0-9+/=]{40,})*`;
const LABEL = String.raw`(!?)\[((?:[^[\]\\]|\\[^]){0,500})\]\([ \t\n]{0,9}`;
const TITLE = String.raw`(?:[ \t\n]{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'))?[ \t\n]{0,9}`;
const WITHIN = new RegExp(String.raw`${LABEL}<?${HEAD}([^\s()<>"]*${LINES}(?:\n[a-z0-9+/=]+(?=[)>]))?)(?:>?${TITLE}\)|$)`, "iy");
const BARE = new RegExp(`${HEAD}([a-z0-9+/=%_-]*${LINES})`, "iy");
const ALL_DATA = new RegExp(`${HEAD}[a-z0-9+/=%_-]*${LINES}`, "gi");
const HEAD_ALONE = new RegExp(HEAD, "iy");
const REFUSED = new RegExp(String.raw`${LABEL}(?:<([^<>\n]{1,2000})>|([^\s<>()]{1,2000}))${TITLE}\)`, "y");
const SHORTEST_BARE = 200; // letters of data without brackets around them, which would be read as words
const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/i; // others may hold scripts
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
const LONGEST_ADDRESS = 100; // letters that are shown
const COLON = 0x3a;

/** @param {MarkdownIt} md */
export function pictures(md) {
  const escape = md.utils.escapeHtml;
  md.inline.ruler.before("link", "data_picture", within);
  md.inline.ruler.before("link", "data_address", bare);
  md.inline.ruler.after("image", "refused_picture", refused);
  md.renderer.rules.data_picture = (tokens, index) => link(escape, /** @type {any} */ (tokens[index].meta));
  md.renderer.rules.refused_picture = (tokens, index) => wordsOf(escape, /** @type {any} */ (tokens[index].meta));
}

/**
 * A growing text without the letters of data that are still coming in at its end: nobody reads them, and they can be a million.
 * @param {string} text
 */
export function withoutData(text) {
  const start = text.length > 1000 ? text.lastIndexOf("data:") : -1;
  if (start < 0) return text;
  HEAD_ALONE.lastIndex = start;
  const found = HEAD_ALONE.exec(text);
  return found && text.length - HEAD_ALONE.lastIndex > 500 && /^[a-z0-9+/=\n]*$/i.test(text.slice(HEAD_ALONE.lastIndex))
    ? text.slice(0, HEAD_ALONE.lastIndex)
    : text;
}

/**
 * A text without the letters of all its data: how much there is to read of it.
 * @param {string} text
 */
export function readable(text) {
  return text.includes("data:") ? text.replace(ALL_DATA, "") : text;
}

/**
 * A picture without an address has only its words.
 * @param {Escape} escape
 * @param {{label: string, address?: string}} picture
 */
export function wordsOf(escape, { label, address = "" }) {
  const shown = address.length > LONGEST_ADDRESS ? `${address.slice(0, LONGEST_ADDRESS)}…` : address;
  return `<span class="image-link">${escape([label, shown && `(${shown})`].filter(Boolean).join(" ") || "without a name")}</span>`;
}

/** @param {Escape} escape @param {Data} picture */
function link(escape, { label, type, encoding, data, state, isInLink }) {
  const name = label || "picture";
  const isPicture = /^image\//i.test(type);
  const text = escape(`${name} (${[kindOf(type), data && sizeOf(data, encoding), state].filter(Boolean).join(", ")})`);
  if (state || isInLink || !SHOWN.test(type) || !/;base64$/i.test(encoding)) {
    return isPicture ? `<span class="image-link">${text}</span>` : text;
  }
  const file = `${
    name
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .trim()
      .slice(0, 60) || "picture"
  }.${kindOf(type).toLowerCase()}`;
  const href = `data:${type.toLowerCase()};base64,${data}`;
  return `<a class="image-link" href="${href}" download="${escape(file)}" title="Save the picture">${text}</a>`;
}

/** @param {string} type */
function kindOf(type) {
  return type
    .split("/")[1]
    .replace(/\+.*|^x-/g, "")
    .toUpperCase();
}

/** @param {string} data @param {string} encoding */
function sizeOf(data, encoding) {
  const bytes = /;base64$/i.test(encoding) ? Math.floor((data.replace(/=+$/, "").length * 3) / 4) : data.length;
  return bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * ![words](data:…) and [words](data:…), be it without an end.
 * @param {StateInline} state
 * @param {boolean} isSilent
 */
function within(state, isSilent) {
  const found = match(WITHIN, state, state.pos);
  if (!found) return false;
  const [whole, , label, type, encoding, data] = found;
  const end = whole.endsWith(")") ? "" : "incomplete";
  return push(state, isSilent, whole.length, { label: plain(label), type, encoding, data: joined(data), state: end });
}

/**
 * The letters alone, in a tag or wherever they are.
 * @param {StateInline} state
 * @param {boolean} isSilent
 */
function bare(state, isSilent) {
  if (state.src.charCodeAt(state.pos) !== COLON || state.pos < 4 || (!isSilent && state.pending.length < 4)) return false;
  const found = match(BARE, state, state.pos - 4);
  if (!found || found[3].length < SHORTEST_BARE) return false;
  if (!isSilent) state.pending = state.pending.slice(0, -4);
  return push(state, isSilent, found[0].length - 4, { label: "", type: found[1], encoding: found[2], data: joined(found[3]) });
}

/**
 * An address that the rule "image" has refused.
 * @param {StateInline} state
 * @param {boolean} isSilent
 */
function refused(state, isSilent) {
  const found = match(REFUSED, state, state.pos);
  if (!found?.[1]) return false;
  return push(state, isSilent, found[0].length, { label: plain(found[2]), address: found[3] ?? found[4] }, "refused_picture");
}

/** @param {RegExp} pattern @param {StateInline} state @param {number} position */
function match(pattern, state, position) {
  const first = state.src[position];
  if (first !== "!" && first !== "[" && pattern !== BARE) return null;
  pattern.lastIndex = position;
  const found = pattern.exec(state.src);
  return found && position + found[0].length <= state.posMax ? found : null;
}

/**
 * @param {StateInline} state
 * @param {boolean} isSilent
 * @param {number} length
 * @param {Record<string, unknown>} meta
 * @param {string} [type]
 */
function push(state, isSilent, length, meta, type = "data_picture") {
  if (!isSilent) state.push(type, "", 0).meta = meta;
  state.pos += length;
  return true;
}

/** @param {string} label */
function plain(label) {
  return label
    .replace(/(^|[^\\])[*_`]+/g, "$1")
    .replace(ESCAPED, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** @param {string} data */
function joined(data) {
  return data.replaceAll("\n", "");
}
