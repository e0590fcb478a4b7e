// Texts that are too long for the page's socket (it refuses messages above 1 MB) go to the server by a request of their own.

/** @import { Uploaded } from "./wire.js" */

const MOST_CHARACTERS = 200000;
const MOST_BYTES = 700000;
const LONGEST_NAME = 300;

/**
 * Whether this text may not travel as an event. Escaping can make seven bytes of one character, so shorter ones are measured as they
 * travel.
 * @param {string} text
 */
export function isLarge(text) {
  if (text.length > MOST_CHARACTERS) return true;
  return text.length > 50000 && new Blob([JSON.stringify(JSON.stringify(text))]).size > MOST_BYTES;
}

/**
 * The text as it may travel: itself, or the name under which the server has it. Throws an Error with a sentence.
 * @param {string} text
 * @returns {Promise<{text: string, paste: string | null}>}
 */
export async function packed(text) {
  return isLarge(text) ? { text: "", paste: await postText(text) } : { text, paste: null };
}

/**
 * Hand a text to the server; answers the name under which it is kept there. Throws an Error with a sentence.
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function postText(text) {
  const answer = await request("/api/pastes", text, { "content-type": "text/plain; charset=utf-8" });
  return answer.paste;
}

/**
 * Ask something with values that belong into no address. Throws an Error with a sentence.
 * @param {string} path
 * @param {object} values
 * @returns {Promise<any>}
 */
export function postQuestion(path, values) {
  return request(path, JSON.stringify(values), { "content-type": "application/json" });
}

/**
 * Hand over what a frame shall show; answers {address, linesBefore}. Throws an Error with a sentence.
 * @param {string} kind
 * @param {string} theme
 * @param {string} text
 * @returns {Promise<{address: string, linesBefore: number}>}
 */
export function postPreview(kind, theme, text) {
  return request(`/api/previews?kind=${kind}&theme=${theme}`, text, { "content-type": "text/plain; charset=utf-8" });
}

/**
 * Hand a file to the server, which keeps it in memory only if the chat is temporary; answers what it says about it: {id, name, size,
 * tokens}. Throws an Error with a sentence.
 * @param {File} file
 * @param {AbortSignal} signal
 * @returns {Promise<Uploaded>}
 */
export function postFile(file, signal) {
  /** @type {Record<string, string>} */
  const kept = document.querySelector(".chat-panel.is-temporary") ? { "x-temporary": "1" } : {};
  const type = file.type || "application/octet-stream";
  return request(
    "/api/attachments",
    file,
    { "content-type": type, "x-name": encodeURIComponent(shortName(file.name || "image.png")), ...kept },
    signal,
  );
}

/**
 * As much of a name as fits into a header; the server knows what to make of it.
 * @param {string} name
 */
function shortName(name) {
  const signs = [...name]; // an emoji is two of a string's own characters, and must not be cut into halves
  const whole = signs.length > LONGEST_NAME ? `${signs.slice(0, LONGEST_NAME - 40).join("")}…${signs.slice(-40).join("")}` : name;
  return whole.toWellFormed?.() ?? whole;
}

/**
 * @param {string} path
 * @param {BodyInit} body
 * @param {Record<string, string>} headers
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
async function request(path, body, headers, signal) {
  let response;
  try {
    response = await fetch((window.path_prefix ?? "") + path, {
      method: "POST",
      body,
      headers: { ...headers, "x-polylogue": "1" },
      signal,
    });
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") throw error;
    throw Object.assign(new Error("The server cannot be reached. Try again in a moment.", { cause: error }), { isCut: true });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.error) {
    const sentence = answer.error || `The server did not take it (${response.status}).`;
    throw Object.assign(new Error(sentence), { isCut: response.status >= 500 });
  }
  return answer;
}
