// The row of small buttons below an entry, and what the browser does by itself (copying).

/** @import { Busy } from "./wire.js" */

/** @type {Record<string, string>} */
const ICONS = {
  copy: '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>',
  done: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  edit: '<path d="M4 20h4L19 9l-4-4L4 16v4Z"/><path d="m13 7 4 4"/>',
  regenerate: '<path d="M20 12a8 8 0 1 1-2.5-5.8"/><path d="M20 4v4.5h-4.5"/>',
  fork:
    '<circle cx="6" cy="5" r="2"/><circle cx="18" cy="5" r="2"/><circle cx="12" cy="19" r="2"/>' +
    '<path d="M6 7c0 5 6 4 6 10M18 7c0 5-6 4-6 10"/>',
  delete: '<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7"/>',
  more: '<circle cx="6" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="18" cy="12" r="1"/>',
  previous: '<path d="m14 6-6 6 6 6"/>',
  next: '<path d="m10 6 6 6-6 6"/>',
  down: '<path d="M12 5v14M6 13l6 6 6-6"/>',
  open: '<path d="m9 6 6 6-6 6"/>',
};
/** @type {Record<string, string>} */
const NAMES = { copy: "Copy", edit: "Edit", regenerate: "Regenerate", fork: "Fork", delete: "Delete", more: "More" };
/** @type {Record<string, string>} */
export const IN_MENU = {
  "copy-plain": "Copy as plain text",
  quote: "Quote",
  "edit-reply": "Edit reply",
  "regenerate-with": "Regenerate with…",
  sent: "What was sent",
};
const NEEDS_QUIET_CHAT = new Set(["edit", "delete", "fork", "previous-branch", "next-branch"]); // they touch, or take along, every lane
const NEEDS_QUIET_LANE = new Set(["regenerate", "continue", "retry", "edit-reply", "regenerate-with"]);

/** @param {string} name */
export function icon(name) {
  const stroke = 'fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"';
  return `<svg viewBox="0 0 24 24" width="18" height="18" ${stroke} aria-hidden="true">${ICONS[name]}</svg>`;
}

/**
 * The element that this HTML is of.
 * @param {string} html
 * @returns {HTMLElement}
 */
export function build(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return /** @type {HTMLElement} */ (template.content.firstElementChild);
}

/** @type {Map<string, HTMLElement>} */
const rows = new Map(); // actions in one string -> a row to clone

/**
 * `names`: what Python offers, in order. Versions: {at, of, kind: "version" | "branch"}.
 * @param {string[]} names
 * @returns {Node}
 */
export function actionRow(names) {
  const key = names.join();
  const known = rows.get(key);
  if (known) return known.cloneNode(true);
  const shown = names.filter((name) => NAMES[name]);
  if (names.some((name) => IN_MENU[name])) shown.push("more");
  const row = build(`<div class="entry-actions">${shown.map(buttonHtml).join("")}</div>`);
  rows.set(key, row);
  return row.cloneNode(true);
}

/** @param {string} name */
function buttonHtml(name) {
  return iconButton(name, NAMES[name], icon(name), name === "more" ? ' aria-haspopup="menu" aria-expanded="false"' : "");
}

/** @param {string} action @param {string} words @param {string} image @param {string} [more] */
function iconButton(action, words, image, more = "") {
  const attributes = `data-action="${action}" aria-label="${words}" title="${words}"${more}`;
  return `<button type="button" class="entry-button" ${attributes}>${image}</button>`;
}

/** @param {"version" | "branch"} kind */
export function versionRow(kind) {
  const previous = iconButton(`previous-${kind}`, "Previous version", icon("previous"));
  const next = iconButton(`next-${kind}`, "Next version", icon("next"));
  return build(`<div class="entry-versions">${previous}<span class="entry-version"></span>${next}</div>`);
}

/** @param {HTMLElement} row @param {number} at @param {number} of */
export function showVersion(row, at, of) {
  /** @type {HTMLElement} */ (row.querySelector("span")).textContent = `${at} / ${of}`;
  setReason(/** @type {HTMLElement} */ (row.firstChild), at <= 1 ? "This is the first version" : "");
  setReason(/** @type {HTMLElement} */ (row.lastChild), at >= of ? "This is the newest version" : "");
}

/**
 * A button that cannot be used now stays reachable and says why: to the pointer over it, to a screen reader, and to whoever presses it.
 * @param {HTMLElement} button
 * @param {string} reason
 */
export function setReason(button, reason) {
  const name = button.getAttribute("aria-label") ?? button.textContent;
  if (reason) button.dataset.off = reason;
  else delete button.dataset.off;
  if (reason) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
  button.title = reason ? `${name}: ${reason}` : name;
}

/** @param {string} reason @param {number} [timeout] */
export function tellReason(reason, timeout = 4000) {
  window.Quasar?.Notify.create({
    message: reason[0].toUpperCase() + reason.slice(1),
    position: "top",
    classes: "notice",
    group: "reason",
    badgeClass: "hidden",
    timeout,
  });
}

/** @param {string} action @param {Busy} busy */
export function reasonFor(action, busy) {
  if (NEEDS_QUIET_CHAT.has(action)) return busy.chat;
  return NEEDS_QUIET_LANE.has(action) ? busy.lane : "";
}

/** @param {HTMLElement} element @param {Busy} busy */
export function applyBusy(element, busy) {
  for (const button of element.querySelectorAll("button[data-action]")) {
    const { action = "" } = button.dataset;
    if (NEEDS_QUIET_CHAT.has(action) || NEEDS_QUIET_LANE.has(action)) {
      if (!action.endsWith("-branch") || busy.chat) setReason(button, reasonFor(action, busy));
    }
  }
}

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text); // no clipboard without HTTPS or permission
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0";
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** @param {HTMLElement} button */
export function confirmOn(button) {
  if (button.classList.contains("is-done")) return;
  const before = button.innerHTML;
  button.classList.add("is-done");
  if (before) button.innerHTML = icon("done");
  setTimeout(() => {
    button.innerHTML = before;
    button.classList.remove("is-done");
  }, 1200);
}
