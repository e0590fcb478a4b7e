// The list of chats to look at while the scripts of the page are still being read; the sidebar takes its place as soon as it can.
import { handedOver } from "../../parts/handed_over.js";
import { arrange, sizes, unpack } from "./listing.js";

/** @import { Line } from "./listing.js" */

const NEWEST = handedOver("first-chats");

/** @param {Element} parent @param {string} tag @param {string} name @param {string} [text] */
function put(parent, tag, name, text = "") {
  const element = parent.appendChild(document.createElement(tag));
  element.className = name;
  element.textContent = text;
  return element;
}

/** @param {Element} list @param {Line} line @param {string} active */
function putLine(list, line, active) {
  const item = put(list, "li", line.head ? "side-head" : "side-row", line.head);
  item.style.cssText = `transform: translateY(${line.top}px); height: ${line.height}px`;
  if (!line.chat) return;
  item.dataset.chat = line.chat.id;
  const link = put(item, "a", "");
  if (line.chat.id === active) link.setAttribute("aria-current", "page");
  put(put(link, "span", "side-words"), "span", "side-title", line.chat.title).dir = "auto";
  const [tag, ...others] = line.chat.tags;
  if (tag) put(link, "span", "side-tag", others.length ? `${tag} +${others.length}` : tag);
  if (line.chat.isAsking) put(link, "span", "side-state is-asking", "?");
  else if (line.chat.isRunning || line.chat.isUnread) put(link, "span", `side-state ${line.chat.isRunning ? "is-running" : "is-unread"}`);
}

export function clear() {
  document.getElementById("first-list")?.remove();
}

if (NEWEST) {
  const { rows, active } = NEWEST;
  const side = document.createElement("div");
  side.id = "first-list";
  side.inert = true;
  side.setAttribute("aria-hidden", "true");
  const list = put(put(put(side, "div", "side-nav"), "div", "side-list"), "ul", "");
  const { lines } = arrange(rows.map(unpack), { kind: "all", name: "" }, Date.now() / 1000, sizes());
  for (const line of lines.filter((line) => line.top < innerHeight)) putLine(list, line, active);
  document.body.prepend(side);
}
