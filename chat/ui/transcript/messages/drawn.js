// A picture that a model has drawn, between the words of its answer: shown, opened and saved; one that lies elsewhere is a link.
import { build, icon } from "../actions.js";

/** @import { Picture } from "../wire.js" */

/**
 * `drawn`: {name, size, picture, width, height} | {name, url} | {name}
 * @param {Picture} drawn
 * @param {() => void} whenGrown
 */
export function drawnPicture(drawn, whenGrown) {
  const figure = build('<figure class="drawn" tabindex="-1"></figure>');
  figure.keepsItself = true; // for the text around it, which is patched
  figure.dataset.name = drawn.name;
  if (drawn.picture) showPicture(figure, drawn, whenGrown);
  else showWords(figure, drawn);
  return figure;
}

/** @param {HTMLElement} figure @param {Picture} drawn @param {() => void} whenGrown */
function showPicture(figure, drawn, whenGrown) {
  const { name, size, picture, width, height } = drawn;
  const address = `${window.path_prefix ?? ""}/api/attachments/${picture}`;
  figure.append(
    build('<a class="drawn-open" target="_blank" rel="noopener"><img decoding="async"></a>'),
    build(`<a class="drawn-save">${icon("down")}</a>`),
  );
  const [open, save] = /** @type {HTMLAnchorElement[]} */ ([...figure.children]);
  const image = /** @type {HTMLImageElement} */ (open.firstChild);
  open.href = save.href = image.src = address;
  open.title = `${name} · ${size}`;
  image.alt = name;
  if (width && height) Object.assign(image, { width, height }); // its place is kept until it has come
  save.download = name;
  save.title = `Save ${name}`;
  save.setAttribute("aria-label", save.title);
  image.addEventListener("load", whenGrown);
  image.addEventListener("error", () => {
    figure.replaceChildren();
    showWords(figure, { name: `${name} (not here any more)` });
    whenGrown();
  });
}

/** @param {HTMLElement} figure @param {{name: string, url?: string}} picture */
function showWords(figure, { name, url = "" }) {
  figure.classList.add("is-words");
  if (!url) return figure.append(name);
  const link = /** @type {HTMLAnchorElement} */ (build('<a target="_blank" rel="noopener noreferrer nofollow"></a>'));
  figure.append(link);
  link.href = url;
  link.textContent = name;
}

/**
 * The picture itself, as PNG, which is what clipboards take.
 * @param {HTMLElement} figure
 * @returns {Promise<Blob>}
 */
export async function pictureBlob(figure) {
  const image = /** @type {HTMLImageElement} */ (figure.querySelector("img"));
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}
