// How KaTeX is asked, in the page and in the worker.

/** @type {import("katex").KatexOptions} */
export const OPTIONS = { throwOnError: false, trust: false, strict: "ignore", maxSize: 20, maxExpand: 200, output: "html" };
const PERCENT = /([0-9}])%/g; // behind a number it is no comment of TeX, which would vanish
const LARGEST = 100_000; // characters of HTML; a formula that becomes more than that is shown as it was written

/**
 * -> HTML, or null if there is none that could be shown.
 * @param {{renderToString(tex: string, options: object): string}} katex
 * @param {string} tex
 * @param {boolean} displayMode
 */
export function htmlOf(katex, tex, displayMode) {
  try {
    const html = katex.renderToString(tex.replace(PERCENT, "$1\\%"), { ...OPTIONS, displayMode });
    return html.length <= LARGEST ? html : null;
  } catch {
    return null; // what is nested too deeply overflows its stack
  }
}
