// What an answer was taken from, as its service tells: numbered, because the text may count them.

/** @import { Source } from "../wire.js" */
/** @import { Reply } from "./reply.js" */

const MOST_OPEN = 6; // more wait for a click

/**
 * Below the words, when they have come; what stands there stays open or closed as it is.
 * @param {Reply} reply
 */
export function showSources(reply) {
  const sources = reply.entry.sources ?? [];
  if (reply.shownSources === sources) return;
  reply.shownSources = sources;
  reply.element.querySelector(":scope > .entry-sources")?.remove();
  if (sources.length) reply.stateRow.before(sourceList(sources));
}

/** @param {Source[]} sources */
function sourceList(sources) {
  const box = document.createElement("details");
  box.className = "entry-sources";
  box.open = sources.length <= MOST_OPEN;
  box.appendChild(document.createElement("summary")).textContent = box.open ? "Sources" : `${sources.length} sources`;
  box.appendChild(document.createElement("ol")).append(...sources.map(row));
  return box;
}

/** @param {Source} source */
function row({ title, url = "", host = "" }) {
  const item = document.createElement("li");
  if (!url) {
    item.textContent = title;
    return item;
  }
  const link = item.appendChild(document.createElement("a"));
  Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer nofollow", textContent: title });
  if (host !== title) item.append(" ", Object.assign(document.createElement("span"), { textContent: host }));
  return item;
}
