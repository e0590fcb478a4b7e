// How a block leaves the page: the name of its file, a table as rows of text. Pure.

/** @type {Record<string, string>} */
const ENDINGS = {
  bash: "sh",
  c: "c",
  cpp: "cpp",
  "c++": "cpp",
  csharp: "cs",
  "c#": "cs",
  css: "css",
  csv: "csv",
  diff: "diff",
  dockerfile: "dockerfile",
  go: "go",
  haskell: "hs",
  html: "html",
  ini: "ini",
  java: "java",
  javascript: "js",
  js: "js",
  json: "json",
  jsx: "jsx",
  julia: "jl",
  kotlin: "kt",
  latex: "tex",
  lua: "lua",
  markdown: "md",
  md: "md",
  mermaid: "mmd",
  perl: "pl",
  php: "php",
  powershell: "ps1",
  py: "py",
  python: "py",
  r: "r",
  ruby: "rb",
  rust: "rs",
  scala: "scala",
  scss: "scss",
  sh: "sh",
  shell: "sh",
  sql: "sql",
  svg: "svg",
  swift: "swift",
  tex: "tex",
  toml: "toml",
  ts: "ts",
  tsx: "tsx",
  typescript: "ts",
  vue: "vue",
  xml: "xml",
  yaml: "yaml",
  yml: "yml",
  zsh: "sh",
};
const NAMED = /^(?:#|\/\/|--|<!--|\/\*)\s*(?:file(?:name)?:\s*)?([\w-][\w.-]{0,60}\.[a-z0-9]{1,8})\s*(?:-->|\*\/)?\s*$/i;
const FORMULA = /^(?:[\t\r\n＝＋－＠]|[\s\p{Cc}\u200b-\u200f\u2060]*[=+@＝＋－＠-])/u; // the rule and its reasons: chat/exchange/outgoing/cells.py
const QUOTED = /[",;\t\r\n|]/;
const NUMBER = /^[+-]?\d[\d.,\s]*%?$/;

/**
 * The name that the code gives itself in its first line, or one that says its language.
 * @param {string} language
 * @param {string} text
 */
export function fileName(language, text) {
  const own = NAMED.exec(text.slice(0, 200).split("\n", 1)[0])?.[1];
  return own ?? `code.${Object.hasOwn(ENDINGS, language) ? ENDINGS[language] : "txt"}`;
}

/**
 * `rows`: lists of cells.
 * @param {string[][]} rows
 */
export function csv(rows) {
  return rows.map((row) => row.map((cell) => quoted(inert(cell))).join(",")).join("\r\n") + "\r\n";
}

/** @param {string[][]} rows */
export function tsv(rows) {
  return rows.map((row) => row.map((cell) => inert(cell).replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n") + "\n";
}

/** @param {string} cell */
function inert(cell) {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

/** @param {string} cell */
function quoted(cell) {
  return QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
