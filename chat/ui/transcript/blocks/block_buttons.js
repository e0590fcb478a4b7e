// What the buttons on a block of code and on a table do.
import { confirmOn, copyText } from "../actions.js";
import { plainText } from "../markdown/plain_text.js";
import { csv, fileName, tsv } from "./formats.js";

const ACTS = {
  "code-copy": copyCode,
  "code-download": (button) => download(codeOf(button), fileName(blockOf(button).dataset.language, codeOf(button))),
  "code-wrap": (button, letGo) => toggle(button, "is-wrapped", letGo),
  "code-fold": (button, letGo) => toggle(button, "is-folded", letGo),
  "code-preview": preview,
  "table-csv": (button) => copyTable(button, csv),
  "table-tsv": (button) => copyTable(button, tsv),
};

// Returns whether the button is one of these. `letGo()`: before the block gets another height, so that nobody follows the end.
export function blockClicked(button, letGo) {
  const name = [...button.classList].find((one) => Object.hasOwn(ACTS, one));
  if (!name) return false;
  ACTS[name](button, letGo);
  return true;
}

const blockOf = (button) => button.closest(".code");
const codeOf = (button) => blockOf(button).codeBlock.text;

function copyCode(button) {
  copyText(codeOf(button));
  confirmOn(button);
}

function toggle(button, name, letGo) {
  letGo();
  button.setAttribute("aria-pressed", String(blockOf(button).classList.toggle(name)));
}

async function preview(button, letGo) {
  letGo();
  const { togglePreview } = await import("./preview.js");
  togglePreview(blockOf(button));
}

function copyTable(button, format) {
  copyText(format(rowsOf(button.closest(".table"))));
  confirmOn(button);
}

// A large table is drawn in chunks: the others stand beside it.
function rowsOf(table) {
  const chunks = [table];
  while (chunks.at(-1).nextElementSibling?.matches(".table.goes-on")) chunks.push(chunks.at(-1).nextElementSibling);
  const [head, ...body] = chunks.flatMap((chunk, index) => [...chunk.querySelectorAll(index ? "tbody tr" : "tr")]);
  return [head, ...body].map((row) => [...row.cells].map((cell) => plainText(cell)));
}

function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
