// What a frame says went wrong in it, as words. Its code may say anything, of any shape. Pure.
import { fenced } from "../markdown/grammar/fenced.js";

const LONGEST = 2000; // characters
/** @type {Record<string, string>} */
const KINDS = { error: "", rejection: "Unhandled rejection: ", console: "console.error: ", blocked: "Blocked: " };

/**
 * `linesBefore`: our own lines above the code. null: nothing that can be shown.
 * @param {any} told
 * @param {number} [linesBefore]
 */
export function errorFrom({ kind, message, line }, linesBefore = 0) {
  if (!Object.hasOwn(KINDS, kind) || typeof message !== "string" || !message.trim()) return null;
  const words = KINDS[kind] + message.slice(0, LONGEST).trim();
  const own = Number.isSafeInteger(line) ? line - linesBefore : 0;
  return own > 0 ? `${words} (line ${own})` : words;
}

/**
 * The next prompt: the code, and its errors as quotations.
 * @param {string} language
 * @param {string} source
 * @param {string[]} errors
 */
export function promptFor(language, source, errors) {
  const quoted = errors
    .map((error) =>
      error
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n"),
    )
    .join("\n>\n");
  const code = fenced(language, source.replace(/\n$/, ""));
  const these = errors.length === 1 ? "this error" : "these errors";
  return `When I run this code, I see ${these}:\n\n${quoted}\n\n${code}\n\nPlease fix it and show the whole code again.\n`;
}
