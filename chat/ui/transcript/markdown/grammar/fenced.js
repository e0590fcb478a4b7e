// Code as Markdown: no fence in it ends it. Pure.
/** @param {string} language @param {string} text */
export function fenced(language, text) {
  const marks = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...marks.map((mark) => mark.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}
