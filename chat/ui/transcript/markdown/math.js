// A markdown-it plugin for LaTeX between $..$, $$..$$, \(..\) and \[..\]. It only finds the formulas; KaTeX fills them in later.

const BACKSLASH = 0x5c;
const DOLLAR = 0x24;
const BLOCK_MARKS = [["$$", "$$"], ["\\[", "\\]"]];

export function math(md) {
  md.inline.ruler.before("escape", "math", inline);
  md.block.ruler.before("fence", "math", block, { alt: ["paragraph", "reference", "blockquote", "list"] });
  md.renderer.rules.math = (tokens, index) => formula(md, tokens[index].content, tokens[index].meta.isBlock);
  md.renderer.rules.math_block = (tokens, index) =>
    tokens[index].meta.isClosed
      ? `<div class="formula-row">${formula(md, tokens[index].content, true)}</div>\n`
      : `<p>${md.utils.escapeHtml(tokens[index].content)}</p>\n`;
}

function formula(md, tex, isBlock) {
  const text = md.utils.escapeHtml(tex.trim());
  return `<span class="formula${isBlock ? " is-block" : ""}" dir="ltr" role="math" aria-label="${text}">${text}</span>`;
}

function inline(state, isSilent) {
  const code = state.src.charCodeAt(state.pos);
  const found = code === DOLLAR ? dollars(state.src, state.pos) : code === BACKSLASH ? brackets(state.src, state.pos) : null;
  if (!found) return false;
  if (!isSilent) {
    const token = state.push("math", "", 0);
    token.content = found.tex;
    token.meta = { isBlock: found.isBlock };
  }
  state.pos = found.end;
  return true;
}

function brackets(text, start) {
  const closing = { "(": "\\)", "[": "\\]" }[text[start + 1]];
  const end = closing ? text.indexOf(closing, start + 2) : -1;
  if (end < 0 || !text.slice(start + 2, end).trim()) return null;
  return { tex: text.slice(start + 2, end), end: end + 2, isBlock: closing === "\\]" };
}

function dollars(text, start) {
  if (text[start + 1] === "$") {
    const end = text.indexOf("$$", start + 2);
    if (end < 0 || !text.slice(start + 2, end).trim()) return null;
    return { tex: text.slice(start + 2, end), end: end + 2, isBlock: true };
  }
  if (/\s/.test(text[start + 1] ?? " ") || /[\w$]/.test(text[start - 1] ?? "")) return null;
  for (let end = text.indexOf("$", start + 1); end >= 0; end = text.indexOf("$", end + 1)) {
    if (text[end - 1] === "\\") continue;
    const tex = text.slice(start + 1, end);
    if (/\s$/.test(tex) || /[\d$]/.test(text[end + 1] ?? "") || looksLikeMoney(tex)) return null;
    return { tex, end: end + 1, isBlock: false };
  }
  return null;
}

// "$5 for a, 10$ for b": starts with a number, has words, and nothing that only a formula has.
function looksLikeMoney(tex) {
  return /^\d/.test(tex) && /\s/.test(tex) && !/[\\^_={}+<>]/.test(tex);
}

// A formula on lines of its own. It ends at its closing mark or at an empty line, so that every line decides by itself.
function block(state, startLine, endLine, isSilent) {
  if (state.sCount[startLine] - state.blkIndent >= 4) return false;
  const line = lineOf(state, startLine);
  const marks = BLOCK_MARKS.find(([opening]) => line.startsWith(opening));
  if (!marks) return false;
  const rest = line.slice(2).trimEnd();
  const isOneLine = rest.endsWith(marks[1]) && rest.length > 2;
  if (!isOneLine && rest.includes(marks[1])) return false;
  if (isSilent) return true;
  const found = isOneLine ? { lines: [rest.slice(0, -2)], next: startLine + 1, isClosed: true } : following(state, startLine, endLine, rest, marks[1]);
  const token = state.push("math_block", "", 0);
  token.content = found.isClosed ? found.lines.join("\n") : [line, ...found.lines.slice(1)].join("\n");
  token.meta = { isClosed: found.isClosed && found.lines.join("").trim() !== "" };
  if (!token.meta.isClosed && found.isClosed) token.content = `${marks[0]}\n${marks[1]}`;
  token.map = [startLine, found.next];
  state.line = found.next;
  return true;
}

function following(state, startLine, endLine, rest, closing) {
  const lines = [rest];
  for (let next = startLine + 1; next < endLine; next++) {
    const line = lineOf(state, next).trimEnd();
    if (!line || state.sCount[next] < state.blkIndent) return { lines, next, isClosed: false };
    if (line.endsWith(closing)) return { lines: [...lines, line.slice(0, -2)], next: next + 1, isClosed: true };
    lines.push(line);
  }
  return { lines, next: endLine, isClosed: false };
}

function lineOf(state, line) {
  return state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
}
