// One prompt on the screen: plain text, as it was typed.
import { actionRow, applyBusy, build, reasonFor, showVersion, versionRow } from "../actions.js";
import { writeInto } from "../markdown/as_written.js";
import { Editor } from "./editor.js";

/** @import { Attachment, Busy, Changes, PromptEntry } from "../wire.js" */
/** @import { View } from "../view.js" */

const LONG = { characters: 1600, lines: 18 };
const LONG_COMPACT = { characters: 150, lines: 3 };

export class Prompt {
  /** @param {PromptEntry} entry @param {View} view */
  constructor(entry, view) {
    this.entry = entry;
    this.view = view;
    this.element = build(
      '<article class="entry is-prompt" aria-label="You"><div class="bubble"><div data-part="text" class="plain"></div></div>' +
        '<footer class="entry-foot"></footer></article>',
    );
    this.element.dataset.turn = entry.turn;
    this.element.entry = this;
    this.isRunning = false;
    this.bubble = /** @type {HTMLElement} */ (this.element.querySelector(".bubble"));
    this.text = /** @type {HTMLElement} */ (this.element.querySelector("[data-part=text]"));
    this.foot = /** @type {HTMLElement} */ (this.element.querySelector("footer"));
    /** @type {HTMLElement | null} */
    this.toggle = null;
    this.showText();
    this.showFoot();
    this.showNote();
  }

  // Why no reply follows (a lane that sat a turn out).
  showNote() {
    this.note?.remove();
    this.note = null;
    if (this.entry.note) {
      this.note = this.element.appendChild(
        Object.assign(document.createElement("p"), { className: "entry-note", textContent: this.entry.note }),
      );
    }
  }

  showText() {
    const { text, length, attachments } = this.entry;
    writeInto(this.text, text);
    const most = this.view.isCompact ? LONG_COMPACT : LONG;
    const isLong = length > text.length || text.length > most.characters || text.split("\n", most.lines + 2).length > most.lines + 1;
    this.bubble.classList.toggle("is-clipped", isLong);
    if (isLong && !this.toggle) this.addToggle();
    if (attachments?.length) this.showAttachments(attachments);
  }

  addToggle() {
    this.toggle = this.bubble.appendChild(build('<button type="button" class="show-all">Show all</button>'));
    this.toggle.addEventListener("click", () => this.clip(!this.bubble.classList.contains("is-clipped")));
  }

  /** @param {boolean} isClipped */
  async clip(isClipped) {
    if (!isClipped) await this.whole();
    this.bubble.classList.toggle("is-clipped", isClipped);
    if (this.toggle) this.toggle.textContent = isClipped ? "Show all" : "Show less";
  }

  /**
   * Shows all of it, if what is looked for `isHidden(text)`.
   * @param {(text: HTMLElement) => boolean} isHidden
   */
  async unfold(isHidden) {
    if (this.bubble.classList.contains("is-clipped") && isHidden(this.text)) await this.clip(false);
  }

  /** @param {Attachment[]} attachments */
  showAttachments(attachments) {
    this.files?.remove();
    this.files = build('<ul class="attachments" aria-label="Attachments"></ul>');
    this.files.append(...attachments.map((file) => (file.picture ? pictureItem(file) : fileItem(file))));
    this.bubble.before(this.files);
  }

  // What it can be built from again; null if it is not to be taken away.
  toSleep() {
    const isUnfolded = this.toggle && !this.bubble.classList.contains("is-clipped");
    return isUnfolded ? null : this.entry;
  }

  showFoot() {
    const { actions, branch } = this.entry;
    this.foot.replaceChildren();
    if (branch[1] > 1) showVersion(this.foot.appendChild(versionRow("branch")), ...branch);
    this.foot.append(actionRow(actions));
    applyBusy(this.foot, this.view.busy);
  }

  // The whole text; a very long one is first asked of Python.
  async whole() {
    if (this.entry.length > this.entry.text.length) {
      const text = await this.view.wholePrompt(this.entry.turn);
      Object.assign(this.entry, { text, length: text.length });
      writeInto(this.text, text);
    }
    return this.entry.text;
  }

  /** @param {Changes} changes */
  change(changes) {
    Object.assign(this.entry, changes);
    if ("text" in changes || "attachments" in changes) this.showText();
    if ("note" in changes) this.showNote();
    this.showFoot();
  }

  /** @param {Busy} busy */
  setBusy(busy) {
    applyBusy(this.foot, busy);
    const versions = this.foot.querySelector(".entry-versions");
    if (versions && !busy.chat) showVersion(versions, ...this.entry.branch);
  }

  async edit() {
    const text = await this.whole();
    if (this.element.editor) return;
    new Editor(
      this.element,
      `edit ${this.entry.turn}`,
      text,
      (edited) => this.view.actWithText("edit", this.entry, edited),
      (edited) => this.reasonAgainst(edited),
    );
  }

  /** @param {string} edited */
  reasonAgainst(edited) {
    if (!edited.trim() && !this.entry.attachments?.length) {
      return "there is nothing to send: write something, or press Delete below the message";
    }
    return reasonFor("edit", this.view.busy);
  }

  copy() {
    return this.whole();
  }
}

/** @param {Attachment} file */
function fileItem({ name, size }) {
  const item = document.createElement("li");
  item.append(name, Object.assign(document.createElement("span"), { textContent: size ?? "" }));
  return item;
}

/**
 * A small view of the picture, which opens the whole one; one that cannot be fetched is named like any other file.
 * @param {Attachment} file
 */
function pictureItem(file) {
  const item = build('<li class="is-picture"><a target="_blank" rel="noopener"><img loading="lazy" decoding="async"></a></li>');
  const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
  const picture = /** @type {HTMLImageElement} */ (item.querySelector("img"));
  link.href = picture.src = `${window.path_prefix ?? ""}/api/attachments/${file.picture}`;
  picture.alt = file.name;
  link.title = `${file.name} · ${file.size}`;
  picture.addEventListener("error", () => item.replaceWith(fileItem(file)));
  return item;
}
