// The errors of a preview, below its frame, and what can be done about them.
import { build } from "../actions.js";
import { errorFrom, promptFor } from "./preview_errors.js";

const MOST = 20; // of one run
const PARTS = `<div class="preview-errors" hidden><ol role="log" aria-label="Preview errors"></ol>
  <div class="preview-deeds"><button type="button" class="preview-button" data-log="send">Send errors to the model</button></div></div>`;

export class ErrorLog {
  // `act(action, text)` reaches Python in the name of the reply that the code is in.
  constructor(preview, act) {
    this.preview = preview;
    this.act = act;
    this.element = build(PARTS);
    this.list = this.element.querySelector("ol");
    this.element.addEventListener("click", (event) => this.clicked(event.target.closest("[data-log]")?.dataset.log));
    this.begin(0);
  }

  begin(linesBefore) {
    this.linesBefore = linesBefore;
    this.errors = [];
    this.list.replaceChildren();
    this.element.hidden = true;
  }

  take(data) {
    const words = errorFrom(data, this.linesBefore);
    if (!words || this.errors.length >= MOST) return;
    this.errors.push(words);
    this.list.append(Object.assign(document.createElement("li"), { textContent: words }));
    this.element.hidden = false;
  }

  actIn(code) {
    return (action, text) => this.act(action, text, code);
  }

  clicked(deed) {
    if (deed === "send") this.act("quote", promptFor(this.preview.code.dataset.language, this.preview.source, this.errors));
  }
}
