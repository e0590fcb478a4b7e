// Files that are dragged over the page: one that is dropped beside the composer is meant for it, too.
const KINDS = ["dragover", "dragleave", "drop"];
const TAKES_ITS_OWN = "dialog, input[type=file]";

export default class Dropping {
  /**
   * `show` is told whether files are over the page, `take` gets those that are dropped. Without `canTake` they are kept off the page.
   * @param {{canTake: boolean, show: (isOver: boolean) => void, take: (files: FileList) => void}} options
   */
  constructor({ canTake, show, take }) {
    this.canTake = canTake;
    this.show = show;
    this.take = take;
    this.heard = (/** @type {Event} */ event) => this.hear(/** @type {DragEvent} */ (event));
  }

  start() {
    for (const kind of KINDS) window.addEventListener(kind, this.heard);
  }

  stop() {
    for (const kind of KINDS) window.removeEventListener(kind, this.heard);
  }

  /** @param {DragEvent} event */
  hear(event) {
    if (event.type === "dragleave" && event.relatedTarget) return; // still over the page
    this.show(false);
    if (event.type === "dragleave" || event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    if (event.target instanceof Element && event.target.closest(TAKES_ITS_OWN)) return;
    event.preventDefault(); // else the browser would open the file and leave the page
    this.show(this.canTake && event.type === "dragover");
    if (this.canTake && event.type === "drop") this.take(event.dataTransfer.files);
  }
}
