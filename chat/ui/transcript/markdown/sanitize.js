// The last gate before the DOM: only the tags and attributes that markdown.js writes by itself.
import DOMPurify from "../../vendor/dompurify/dompurify.mjs";

/** @typedef {import("dompurify").Config & {RETURN_DOM_FRAGMENT: true}} Fragment */

const TAGS =
  "a b blockquote br button code del div em h1 h2 h3 h4 h5 h6 hr i input li ol p pre s span strong sub sup table tbody td th thead tr ul";
const ATTRIBUTES = "aria-label checked class data-language dir disabled download href rel role start tabindex target title type";
/** @type {Fragment} */
const STRICT = {
  ALLOWED_TAGS: [...TAGS.split(" "), "#text"],
  ALLOWED_ATTR: ATTRIBUTES.split(" "),
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:|data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=]*$)/i, // the last by pictures.js
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // not addresses: without this the strict pattern above would be asked about them too
  ADD_URI_SAFE_ATTR: ATTRIBUTES.split(" ").filter((name) => name !== "href"),
  RETURN_DOM_FRAGMENT: true,
};
// KaTeX needs inline styles for its geometry; it writes them itself, from numbers (trust: false)
/** @type {Fragment} */
const FORMULA = {
  ALLOWED_TAGS: ["span", "svg", "path", "line", "#text"],
  ALLOWED_ATTR: "aria-hidden class d height preserveAspectRatio style viewBox width x1 x2 y1 y2 stroke-width xmlns".split(" "),
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};
/** @type {Fragment} */
const HIGHLIGHT = {
  ALLOWED_TAGS: ["span", "#text"],
  ALLOWED_ATTR: ["class"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** @param {string} html */
export const cleanMarkdown = (html) => DOMPurify.sanitize(html, STRICT);
/** @param {string} html */
export const cleanFormula = (html) => DOMPurify.sanitize(html, FORMULA);
/** @param {string} html */
export const cleanHighlight = (html) => DOMPurify.sanitize(html, HIGHLIGHT);
