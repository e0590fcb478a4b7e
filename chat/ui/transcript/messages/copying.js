// What "Copy" puts into the clipboard: the words, or the picture that is the whole answer.
import { copyText } from "../actions.js";
import { pictureBlob } from "./drawn.js";

/** @import { Prompt } from "./prompt.js" */
/** @import { Reply } from "./reply.js" */

/** @param {Prompt | Reply} entry @param {boolean} isPlain */
export async function copyEntry(entry, isPlain) {
  const picture = !isPlain && "onlyPicture" in entry ? entry.onlyPicture : null;
  if (picture && (await copyPicture(picture))) return;
  await copyText(await entry.copy(isPlain));
}

/**
 * Whether it could be done.
 * @param {HTMLElement} picture
 */
async function copyPicture(picture) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": pictureBlob(picture) })]);
    return true;
  } catch {
    return false; // no clipboard without HTTPS or permission, or a picture that is gone
  }
}
