// A page, a drawing or a diagram from a block of code, shown in a frame that reaches nothing (chat/api/page/previews.py).
// It is built on a click only. What the frame says of itself may be forged by the code in it: it is shown as words.
import { build } from "../actions.js";
import { ErrorLog } from "./preview_log.js";
import { Heartbeat } from "./heartbeat.js";
import { PREVIEWED } from "./previewed.js";

const QUIET_MS = 2000;
/** @type {Record<string, string>} */
const WORDS = { starting: "Starting…", running: "Running", silent: "Does not answer", stopped: "Stopped" };
const PARTS = `<section class="preview" aria-label="Preview" data-state="starting">
  <div class="preview-bar"><span class="preview-state" role="status"></span><span class="preview-note" role="status"></span>
    <button type="button" class="preview-button" data-do="all">All lanes</button>
    <button type="button" class="preview-button" data-do="reload">Reload</button>
    <button type="button" class="preview-button" data-do="stop">Stop</button></div>
  <div class="preview-stage"></div></section>`;

/** @param {HTMLElement} code */
export function togglePreview(code) {
  if (code.classList.contains("is-preview")) code.preview?.show(false);
  else openPreview(code);
}

/** @param {HTMLElement} code @returns {Preview} */
export function openPreview(code) {
  const known = code.preview;
  known?.show(true);
  return known ?? (code.preview = new Preview(code));
}

/**
 * The blocks of a reply that can be shown.
 * @param {HTMLElement} entry
 */
export const previewable = (entry) => [...entry.querySelectorAll(".code")].filter((code) => PREVIEWED[code.dataset.language ?? ""]);

export class Preview {
  /** @param {HTMLElement} code */
  constructor(code) {
    this.code = code;
    this.element = build(PARTS);
    this.element.preview = this;
    this.stage = this.part(".preview-stage");
    this.words = this.part(".preview-state");
    /** @type {HTMLIFrameElement | null} */
    this.frame = null;
    /** @type {object | null} */
    this.run = null; // what is started for this one
    /** @type {((errors: string[]) => void) | null} */
    this.onQuiet = null;
    this.log = new ErrorLog(this);
    this.heartbeat = new Heartbeat(() => this.fellSilent());
    this.element.append(this.log.element);
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.part('[data-do="all"]').hidden = this.others().length === 0;
    this.stage.addEventListener("pointerup", () => this.resized());
    this.onMessage = (/** @type {MessageEvent} */ event) => this.take(event);
    code.append(this.element);
    this.show(true);
    this.start();
  }

  get language() {
    return this.code.dataset.language ?? "";
  }

  get kind() {
    return PREVIEWED[this.language];
  }

  /** @param {string} selector */
  part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  get source() {
    return this.code.codeBlock?.text ?? "";
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.code.classList.toggle("is-preview", isShown);
    const button = /** @type {HTMLElement} */ (this.code.querySelector(".code-preview"));
    const name = isShown ? "Code" : "Preview";
    button.setAttribute("aria-label", name);
    button.title = name;
  }

  // -- the frame

  async start() {
    this.stop("starting");
    const run = (this.run = {});
    try {
      const { address, linesBefore } = await handOver(this.kind, this.source);
      if (this.run !== run) return; // stopped, or started again
      this.log.begin(linesBefore);
      this.frame = frameOf(address);
      this.stage.replaceChildren(this.frame);
      addEventListener("message", this.onMessage);
      this.heartbeat.start();
    } catch (error) {
      this.tell("stopped", /** @type {Error} */ (error).message);
    }
  }

  /** @param {string} [state] */
  stop(state = "stopped") {
    this.run = null;
    this.heartbeat.stop();
    removeEventListener("message", this.onMessage);
    this.frame?.remove();
    this.frame = null;
    this.tell(state);
  }

  /** @param {MessageEvent} event */
  take({ source, origin, data }) {
    if (!this.element.isConnected) return this.stop();
    if (!this.frame || source !== this.frame.contentWindow || origin !== "null" || typeof data !== "object" || !data) return;
    this.heartbeat.heard();
    this.tell("running");
    if (data.kind !== "alive" && data.kind !== "loaded") this.log.take(data);
    if (data.kind !== "alive") this.waitForQuiet();
  }

  fellSilent() {
    this.tell("silent");
    this.log.add("The page does not answer: one of its scripts does not end.");
    this.becameQuiet();
  }

  // -- quiet: it has loaded, and nothing has gone wrong for a while

  /**
   * `call(errors)`: once, with what has gone wrong until then.
   * @param {(errors: string[]) => void} call
   */
  whenQuiet(call) {
    this.onQuiet = call;
  }

  waitForQuiet() {
    clearTimeout(this.quietTimer);
    if (this.onQuiet) this.quietTimer = setTimeout(() => this.becameQuiet(), QUIET_MS);
  }

  becameQuiet() {
    clearTimeout(this.quietTimer);
    const call = this.onQuiet;
    this.onQuiet = null;
    call?.(this.log.errors);
  }

  /**
   * What "Fix and retry" says about it.
   * @param {string} words
   */
  note(words) {
    this.part(".preview-note").textContent = words;
  }

  /** @param {string} state @param {string} [words] */
  tell(state, words = WORDS[state]) {
    if (this.element.dataset.state === state && this.words.textContent === words) return;
    this.element.dataset.state = state;
    this.words.textContent = words;
    this.part('[data-do="stop"]').hidden = state === "stopped";
  }

  // -- buttons

  /** @param {Event} event */
  clicked(event) {
    const { do: action } = /** @type {HTMLElement} */ (event.target).closest("[data-do]")?.dataset ?? {};
    if (action === "stop") this.stop();
    if (action === "reload") for (const one of [this, ...this.others().flatMap((code) => code.preview ?? [])]) one.start();
    if (action === "all") this.showAll();
  }

  showAll() {
    for (const code of this.others()) openPreview(code);
  }

  resized() {
    const { height } = this.stage.style;
    for (const { preview } of this.others()) if (preview && height) preview.stage.style.height = height;
  }

  // The blocks of the other lanes that stand where this one stands: in the reply to the same prompt, as many previews down.
  /** @returns {HTMLElement[]} */
  others() {
    const entry = this.code.closest(".entry");
    const board = this.code.closest(".lane-board");
    if (!entry?.dataset.turn || !board) return [];
    const index = previewable(entry).indexOf(this.code);
    const replies = [...board.querySelectorAll(`.entry.is-reply[data-turn="${CSS.escape(entry.dataset.turn)}"]`)];
    return replies.filter((one) => one !== entry).flatMap((one) => previewable(one)[index] ?? previewable(one).at(-1) ?? []);
  }
}

/** @param {string} kind @param {string} text */
async function handOver(kind, text) {
  const theme = document.documentElement.classList.contains("is-dark") ? "dark" : "light";
  const { postPreview } = await import("../../composer/large_text.js");
  return postPreview(kind, theme, text);
}

/**
 * Nothing is granted beyond running scripts: no storage, no cookies, no pop-ups, no forms, no downloads, and no way to this page.
 * @param {string} address
 */
function frameOf(address) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("allow", "");
  frame.setAttribute("referrerpolicy", "no-referrer");
  frame.setAttribute("credentialless", "");
  frame.title = "Preview";
  frame.src = (window.path_prefix ?? "") + address;
  return frame;
}
