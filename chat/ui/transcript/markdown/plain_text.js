// What is drawn of an answer as plain text, as a person would type it. It is read off the elements that Markdown became, so that a
// selection, which may begin and end anywhere in them, is read in the same way.

import { fenced } from "./grammar/fenced.js";

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, li, blockquote, div, table, hr, figure";
const NOT_READ = "button:not(.footnote-reference > *), .code-head, .table-head, .cursor, .task-box, .rest-note";
const BREAK = "\v"; // a line that ends where it does, unlike those that the model's text happened to have

/**
 * `isMarkdown`: code has its fences and formulas their marks, for what goes to a model.
 * @param {Element} root
 * @param {boolean} [isMarkdown]
 */
export function plainText(root, isMarkdown = false) {
  return new Reader(null, isMarkdown).read(root);
}

/** @param {Range} range @param {boolean} [isMarkdown] */
export function selectedText(range, isMarkdown = false) {
  const node = range.commonAncestorContainer;
  const element = /** @type {Element} */ (node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
  if (element.closest(".plain")) return range.toString(); // a prompt
  return new Reader(range, isMarkdown).read(element.closest(".code, .formula") ?? element);
}

class Reader {
  /** @param {Range | null} range @param {boolean} isMarkdown */
  constructor(range, isMarkdown) {
    this.range = range;
    this.isMarkdown = isMarkdown;
    /** @type {Element | null} */
    this.root = null;
  }

  /** @param {Element} root */
  read(root) {
    this.root = root;
    return (root.matches(".formula") ? tidy(this.inline(root)) : this.block(root)).trim();
  }

  /** @param {Element} node @returns {string} */
  block(node) {
    if (node.matches(".code")) return this.code(node);
    if (node instanceof HTMLUListElement || node instanceof HTMLOListElement) return this.list(node);
    if (node.matches("table, thead, tbody, tr")) return this.table(node);
    if (node.matches(".footnote")) return this.footnote(node);
    if (node.matches(".alert-title") && this.isMarkdown) return `[!${node.textContent.toUpperCase()}]`;
    if (node.matches("hr")) return "---";
    if (node.matches(".drawn")) return `[${/** @type {HTMLElement} */ (node).dataset.name}]`;
    if (node.matches(".as-written")) return this.verbatim(node).replace(/\n$/, "");
    const text = this.blocks(node).join(node.matches("li") && node.parentElement ? gapOf(node.parentElement) : "\n\n");
    return node.matches("blockquote") ? text.replace(/^/gm, "> ") : text;
  }

  /**
   * One text for each block inside; what stands between them is one, too.
   * @param {Element} node
   */
  blocks(node) {
    const found = [];
    let line = "";
    for (const child of this.childrenOf(node)) {
      if (child instanceof Element && child.matches(BLOCKS) && !child.matches(NOT_READ)) {
        found.push(tidy(line), this.block(child));
        line = "";
      } else line += this.inline(child);
    }
    return [...found, tidy(line)].filter(Boolean);
  }

  /** @param {HTMLUListElement | HTMLOListElement} node */
  list(node) {
    const items = [...node.children].map((item, index) => {
      const text = this.isIn(item) && this.block(item);
      const sign = node instanceof HTMLOListElement ? `${node.start + index}. ` : "- ";
      /** @type {HTMLInputElement | null} */
      const box = item.querySelector(":scope > .task-box, :scope > p:first-child > .task-box");
      return text && sign + (box ? `[${box.checked ? "x" : " "}] ` : "") + text.replace(/\n(?!\n)/g, `\n${" ".repeat(sign.length)}`);
    });
    return items.filter(Boolean).join(gapOf(node));
  }

  /** @param {Element} node */
  table(node) {
    const rows = node.matches("tr") ? [node] : [...node.querySelectorAll("tr")].filter((row) => this.isIn(row));
    return rows
      .map((row) => [...row.children].map((cell) => (this.isIn(cell) ? tidy(this.inline(cell)).replaceAll("\n", " ") : "")).join("\t"))
      .join("\n");
  }

  /** @param {Element} node */
  code(node) {
    const text = this.verbatim(node.querySelector("code") ?? node).replace(/\n$/, "");
    const isWord = node === this.root && !text.includes("\n"); // a part of a line
    if (!this.isMarkdown || isWord || !text) return text;
    return fenced(/** @type {HTMLElement} */ (node).dataset.language ?? "", text);
  }

  /** @param {Element} node */
  footnote(node) {
    const label = node.querySelector(".footnote-back")?.textContent;
    const text = this.block(node.querySelector(".footnote-text") ?? node);
    return `[${this.isMarkdown ? "^" : ""}${label}]${this.isMarkdown ? ":" : ""} ${text.replace(/\n(?!\n)/g, "\n    ")}`;
  }

  /** @param {Node} node @returns {string} */
  inline(node) {
    if (node.nodeType === Node.TEXT_NODE) return this.verbatim(node);
    if (!(node instanceof Element) || node.matches(NOT_READ)) return "";
    if (node.matches("br")) return BREAK;
    if (node.matches(".as-written")) return this.verbatim(node).replaceAll("\n", BREAK);
    if (node.matches(".formula")) return this.formula(node);
    if (node.matches(".footnote-reference")) return `[${this.isMarkdown ? "^" : ""}${node.textContent}]`;
    return this.childrenOf(node)
      .map((child) => this.inline(child))
      .join("");
  }

  /** @param {Element} node */
  formula(node) {
    const isBlock = node.matches(".is-block");
    const mark = this.isMarkdown ? (isBlock ? "$$" : "$") : "";
    const text = mark + node.getAttribute("aria-label") + mark; // its source; what is drawn are letters here and there
    return isBlock ? BREAK + text + BREAK : text;
  }

  /** @param {Node} node @returns {string} */
  verbatim(node) {
    if (!(node instanceof Text)) {
      return this.childrenOf(node)
        .map((child) => this.verbatim(child))
        .join("");
    }
    const { startContainer, startOffset, endContainer, endOffset } = this.range ?? {};
    return node.data.slice(node === startContainer ? startOffset : 0, node === endContainer ? endOffset : undefined);
  }

  /** @param {Node} node */
  childrenOf(node) {
    return [...node.childNodes].filter((child) => this.isIn(child));
  }

  /** @param {Node} node */
  isIn(node) {
    return !this.range || this.range.intersectsNode(node);
  }
}

/**
 * Between the items of a list, and between the blocks of an item.
 * @param {Element} list
 */
function gapOf(list) {
  return list.querySelector(":scope > li > p") ? "\n\n" : "\n";
}

/** @param {string} line */
function tidy(line) {
  return line
    .replace(/[\u200b\u2060\ufeff]/g, "")
    .replace(/[ \t\r\n]+/g, " ")
    .replace(/ ?\v ?/g, "\n")
    .trim();
}
