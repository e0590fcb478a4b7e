// A page, a drawing or a diagram from a block of code, shown in a frame that reaches nothing (chat/api/page/previews.py).
// It is built on a click only. What the frame says of itself may be forged by the code in it: it is shown as words.
import { build } from "../actions.js";
import { ErrorLog } from "./preview_log.js";
import { Heartbeat } from "./heartbeat.js";
import { PREVIEWED } from "./previewed.js";

const QUIET_MS = 2000;
const WORDS = { starting: "Starting…", running: "Running", silent: "Does not answer", stopped: "Stopped" };
const PARTS = `<section class="preview" aria-label="Preview" data-state="starting">
  <div class="preview-bar"><span class="preview-state" role="status"></span><span class="preview-note" role="status"></span>
    <button type="button" class="preview-button" data-do="all">All lanes</button>
    <button type="button" class="preview-button" data-do="reload">Reload</button>
    <button type="button" class="preview-button" data-do="stop">Stop</button></div>
  <div class="preview-stage"></div></section>`;

export function togglePreview(code) {
  if (code.classList.contains("is-preview")) code.preview.show(false);
  else openPreview(code);
}

export function openPreview(code) {
  if (code.preview) code.preview.show(true);
  else code.preview = new Preview(code);
  return code.preview;
}

// The blocks of a reply that can be shown.
export const previewable = (entry) => [...entry.querySelectorAll(".code")].filter((code) => PREVIEWED[code.dataset.language]);

export class Preview {
  constructor(code) {
    this.code = code;
    this.element = build(PARTS);
    this.element.preview = this;
    this.stage = this.element.querySelector(".preview-stage");
    this.words = this.element.querySelector(".preview-state");
    this.log = new ErrorLog(this);
    this.heartbeat = new Heartbeat(() => this.fellSilent());
    this.element.append(this.log.element);
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.element.querySelector('[data-do="all"]').hidden = this.others().length === 0;
    this.stage.addEventListener("pointerup", () => this.resized());
    this.onMessage = (event) => this.take(event);
    code.append(this.element);
    this.show(true);
    this.start();
  }

  get kind() {
    return PREVIEWED[this.code.dataset.language];
  }

  get source() {
    return this.code.codeBlock.text;
  }

  show(isShown) {
    this.code.classList.toggle("is-preview", isShown);
    const button = this.code.querySelector(".code-preview");
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
      this.stage.replaceChildren((this.frame = frameOf(address)));
      addEventListener("message", this.onMessage);
      this.heartbeat.start();
    } catch (error) {
      this.tell("stopped", error.message);
    }
  }

  stop(state = "stopped") {
    this.run = null;
    this.heartbeat.stop();
    removeEventListener("message", this.onMessage);
    this.frame?.remove();
    this.frame = null;
    this.tell(state);
  }

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

  // `call(errors)`: once, with what has gone wrong until then.
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

  // What "Fix and retry" says about it.
  note(words) {
    this.element.querySelector(".preview-note").textContent = words;
  }

  tell(state, words = WORDS[state]) {
    if (this.element.dataset.state === state && this.words.textContent === words) return;
    this.element.dataset.state = state;
    this.words.textContent = words;
    this.element.querySelector('[data-do="stop"]').hidden = state === "stopped";
  }

  // -- buttons

  clicked(event) {
    const { do: action } = event.target.closest("[data-do]")?.dataset ?? {};
    if (action === "stop") this.stop();
    if (action === "reload") for (const one of [this, ...this.others().map(previewOf).filter(Boolean)]) one.start();
    if (action === "all") this.showAll();
  }

  showAll() {
    for (const code of this.others()) openPreview(code);
  }

  resized() {
    const { height } = this.stage.style;
    for (const other of this.others().map(previewOf)) if (other && height) other.stage.style.height = height;
  }

  // The blocks of the other lanes that stand where this one stands: in the reply to the same prompt, as many previews down.
  others() {
    const entry = this.code.closest(".entry");
    const board = this.code.closest(".lane-board");
    if (!entry?.dataset.turn || !board) return [];
    const index = previewable(entry).indexOf(this.code);
    const replies = [...board.querySelectorAll(`.entry.is-reply[data-turn="${CSS.escape(entry.dataset.turn)}"]`)];
    return replies
      .filter((one) => one !== entry)
      .map((one) => previewable(one)[index] ?? previewable(one).at(-1))
      .filter(Boolean);
  }
}

const previewOf = (code) => code.preview;

async function handOver(kind, text) {
  const theme = document.documentElement.classList.contains("is-dark") ? "dark" : "light";
  const { postPreview } = await import("../../composer/large_text.js");
  return postPreview(kind, theme, text);
}

// Nothing is granted beyond running scripts: no storage, no cookies, no pop-ups, no forms, no downloads, and no way to this page.
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
