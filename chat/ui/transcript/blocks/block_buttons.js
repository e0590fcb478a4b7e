// What the buttons on a block of code and on a table do.
import { confirmOn, copyText } from "../actions.js";
import { plainText } from "../markdown/plain_text.js";
import { csv, fileName, tsv } from "./formats.js";

/** @type {Record<string, (button: HTMLElement, letGo: () => void) => void>} */
const ACTS = {
  "code-copy": copyCode,
  "code-download": (button) => download(codeOf(button), fileName(blockOf(button).dataset.language ?? "", codeOf(button))),
  "code-wrap": (button, letGo) => toggle(button, "is-wrapped", letGo),
  "code-fold": (button, letGo) => toggle(button, "is-folded", letGo),
  "code-preview": preview,
  "table-csv": (button) => copyTable(button, csv),
  "table-tsv": (button) => copyTable(button, tsv),
};

/**
 * Returns whether the button is one of these. `letGo()`: before the block gets another height, so that nobody follows the end.
 * @param {HTMLElement} button
 * @param {() => void} letGo
 */
export function blockClicked(button, letGo) {
  const name = [...button.classList].find((one) => Object.hasOwn(ACTS, one));
  if (!name) return false;
  ACTS[name](button, letGo);
  return true;
}

/** @param {HTMLElement} button */
const blockOf = (button) => /** @type {HTMLElement} */ (button.closest(".code"));
/** @param {HTMLElement} button */
const codeOf = (button) => blockOf(button).codeBlock?.text ?? "";

/** @param {HTMLElement} button */
function copyCode(button) {
  copyText(codeOf(button));
  confirmOn(button);
}

/** @param {HTMLElement} button @param {string} name @param {() => void} letGo */
function toggle(button, name, letGo) {
  letGo();
  button.setAttribute("aria-pressed", String(blockOf(button).classList.toggle(name)));
}

/** @param {HTMLElement} button @param {() => void} letGo */
async function preview(button, letGo) {
  letGo();
  const { togglePreview } = await import("./preview.js");
  togglePreview(blockOf(button));
}

/** @param {HTMLElement} button @param {(rows: string[][]) => string} format */
function copyTable(button, format) {
  copyText(format(rowsOf(/** @type {HTMLElement} */ (button.closest(".table")))));
  confirmOn(button);
}

/**
 * A large table is drawn in chunks: the others stand beside it.
 * @param {HTMLElement} table
 */
function rowsOf(table) {
  /** @type {Element[]} */
  const chunks = [table];
  let next = table.nextElementSibling;
  for (; next?.matches(".table.goes-on"); next = next.nextElementSibling) chunks.push(next);
  const rows = chunks.flatMap((chunk, index) => [...chunk.querySelectorAll(index ? "tbody tr" : "tr")]);
  return rows.map((row) => [.../** @type {HTMLTableRowElement} */ (row).cells].map((cell) => plainText(cell)));
}

/** @param {string} text @param {string} name */
function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
