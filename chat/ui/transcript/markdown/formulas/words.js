// Whether what stands between two marks is a formula, or money, a shell's variables, a citation, words in escaped brackets. Pure;
// the twin is chat/exchange/outgoing/formulas/words.py.

const WORD = /(?:\p{L}{2,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])(?:[-_'’.&/#]{1,3}\p{L}{2,}|_?[0-9]+)*(?:\+\+|#)?/gu;
const SIGN = /[\\^_{}=<>\u00b1-\u00b3\u00b9\u00d7\u00f7\u0370-\u03ff\u2070-\u209f\u2190-\u22ff\u2a00-\u2aff]/; // what only a formula has
const OPERATOR = /[-+*|/!'()]/;
// [1, 3-5], […], [^1], [!NOTE], [@smith], [#12], [C++], [N/A]
const CITED = /^(?:[0-9\s.…,;:–—-]+|\^[\w-]+|![A-Za-z]+|-?@.*|#[0-9]+|[A-Z](?:\+\+|#|\/[A-Z]))$/;
const ENDLESS = /[-+*/=:;,.&|#@?!([{<>]$/; // no formula ends like this and goes on at once
const GOES_ON = /^[\x21-\x7e]/;
const STOPS = /^[.,;:!?)\]}"'*_|~-]/;
const ENDING_OF_WORD = /^(?:th|st|nd|rd|s)(?![A-Za-z0-9_])/; // the $n$th of all $x$s
const LONG_WORD = /(?:(?![A-Z])\p{L}){4}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u;

/**
 * `tex`: the text between; `before`: one character; `after`: some.
 * @param {string} mark
 * @param {string} tex
 * @param {{before: string, after: string}} around
 */
export function isFormula(mark, tex, { before, after }) {
  if (!tex.trim() || /^[^([]*\)[^]*\([^)]*$/.test(tex)) return false; // ($5) or (6$)
  if (mark.length === 2 && mark !== "\\(" && /^[ \t]*\n[^]*\n[ \t]*$/.test(tex)) return true; // its marks stand on lines of their own
  if (mark === "$") return isInDollars(tex, before, after);
  if (mark === "$$") return isInDoubleDollars(tex, after);
  if (/\w/.test(before) && !SIGN.test(tex)) return false; // f\(x\) and m\[0\], as brackets are escaped
  return mark === "\\(" ? isInRoundBrackets(tex) : isInSquareBrackets(tex, before, after);
}

/** @param {string} tex @param {string} before @param {string} after */
function isInDollars(tex, before, after) {
  if (/[\w$]/.test(before) || /^\s|\s$/.test(tex) || /^[0-9_${]/.test(after)) return false;
  if (/^[A-Za-z]/.test(after) && !(ENDING_OF_WORD.test(after) && /[\w)}\]']$/.test(tex))) return false;
  if (tex[0] === "(" && after[0] === "(") return false; // $(CC)$(LD)
  if (ENDLESS.test(tex) && GOES_ON.test(after) && !STOPS.test(after)) return false;
  return !/^\/[A-Za-z]/.test(tex) && !isMoney(tex) && (wordsIn(tex).count < 2 || hasSign(tex));
}

/** @param {string} tex @param {string} after */
function isInDoubleDollars(tex, after) {
  if (isMoney(tex.trim())) return false;
  if (hasSign(tex)) return true;
  const { count } = wordsIn(tex);
  return count < 2 && !(count && /^\s|\s$/.test(tex)) && !/^[A-Za-z0-9_]/.test(after);
}

/** @param {string} tex */
function isInRoundBrackets(tex) {
  const { count, rest } = wordsIn(tex);
  return SIGN.test(rest) || /[+*|]/.test(rest) || (count < 2 && !LONG_WORD.test(tex));
}

/** @param {string} tex @param {string} before @param {string} after */
function isInSquareBrackets(tex, before, after) {
  const words = tex.trim();
  if (CITED.test(words) || /^\((?:https?:|mailto:|[/#.])/i.test(after)) return false;
  if (!before && /^[xX]$/.test(tex) && /^\s/.test(after)) return false; // the box of a task
  const { count, rest } = wordsIn(tex);
  if (SIGN.test(rest)) return true;
  if (count) return /[+*|]/.test(rest);
  return words !== tex || /^\p{L}$/u.test(tex) || (OPERATOR.test(rest) && !/^\w-\w/.test(tex));
}

/**
 * For a formula on lines of its own: everything is one but a single line that only has words or a citation.
 * @param {string} mark
 * @param {string} tex
 */
export function isDisplay(mark, tex) {
  if (!tex.trim()) return false;
  if (mark === "$$" || tex.includes("\n")) return true;
  const words = tex.trim();
  if (words === tex && CITED.test(words)) return false;
  return hasSign(tex) || !wordsIn(tex).count;
}

/**
 * A line that is read, not calculated; `isStrict`: even one word is read where nothing calculates with it.
 * @param {string} line
 * @param {boolean} isStrict
 */
export function isProse(line, isStrict) {
  const { count, rest } = wordsIn(line);
  return count > (isStrict ? Number(/^\s*[-+*]/.test(rest)) : 2) && !SIGN.test(rest);
}

/**
 * "$5 for a, 10$ for b": starts with a number, has words, and nothing that only a formula has.
 * @param {string} tex
 */
function isMoney(tex) {
  return /^[0-9]/.test(tex) && /\s/.test(tex) && !/[\\^_={}+<>]/.test(tex);
}

/** @param {string} tex */
function hasSign(tex) {
  return SIGN.test(wordsIn(tex).rest);
}

/** @param {string} tex */
function wordsIn(tex) {
  let count = 0;
  const rest = tex.replace(WORD, () => (count++, ""));
  return { count, rest };
}
