// What "Copy" puts into the clipboard: the words, or the picture that is the whole answer.
import { copyText } from "../actions.js";
import { pictureBlob } from "./drawn.js";

export async function copyEntry(entry, isPlain) {
  const picture = isPlain ? null : entry.onlyPicture;
  if (picture && (await copyPicture(picture))) return;
  await copyText(await entry.copy(isPlain));
}

// Whether it could be done.
async function copyPicture(picture) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": pictureBlob(picture) })]);
    return true;
  } catch {
    return false; // no clipboard without HTTPS or permission, or a picture that is gone
  }
}
