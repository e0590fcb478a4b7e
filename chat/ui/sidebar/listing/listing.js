// Which chat stands where in the list: order, groups by date, and the position of every line in pixels.

/**
 * @typedef {object} Chat
 * @property {string} id
 * @property {string} title
 * @property {number} updated epoch seconds
 * @property {string} folder
 * @property {string[]} tags
 * @property {string} snippet of a search result
 * @property {string} lane of a search result
 * @property {string} place of a search result: what stands behind its address
 * @property {[text: string, isMarked: boolean][] | null} [marked] of a search result: its title in pieces
 * @property {boolean} isRunning
 * @property {boolean} isAsking a tool waits for a yes or no
 * @property {boolean} isUnread
 * @property {boolean} isPinned
 * @property {boolean} isArchived
 */

/** @typedef {{kind: "all" | "archived" | "folder" | "tag", name: string, count?: number}} View */
/** @typedef {{key: string, top: number, height: number, head?: string, chat?: Chat, place?: number}} Line a row or a heading */
/** @typedef {{lines: Line[], height: number, count: number}} Listing heights in pixels */
/** @typedef {{row: number, head: number, result: number}} Sizes in pixels */

/**
 * A chat as Python sends it (rows.py); the last four only of a search result.
 * @typedef {[id: string, title: string, updated: number, flags: number, folder: string, tags: string, snippet?: string, turn?: string,
 *   reply?: string, lane?: string]} Row
 */

const RUNNING = 1;
const UNREAD = 2;
const PINNED = 4;
const ARCHIVED = 8;
const ASKING = 16;

/**
 * @param {Row} row
 * @returns {Chat}
 */
export function unpack([id, title, updated, flags, folder, tags, snippet, turn, reply, lane]) {
  return {
    id,
    title: title || "Untitled",
    updated,
    folder: folder || "",
    tags: tags ? tags.split("\n") : [],
    snippet: snippet || "",
    lane: lane || "",
    isRunning: !!(flags & RUNNING),
    isAsking: !!(flags & ASKING),
    isUnread: !!(flags & UNREAD),
    isPinned: !!(flags & PINNED),
    isArchived: !!(flags & ARCHIVED),
    place: turn ? `?turn=${turn}${reply ? `&reply=${reply}` : ""}` : "",
  };
}

/** @param {Chat} a @param {Chat} b */
function compare(a, b) {
  return Number(b.isPinned) - Number(a.isPinned) || b.updated - a.updated;
}

/**
 * What a view shows: `kind` is all, archived, folder or tag.
 * @param {View} view
 * @param {Chat} chat
 */
export function isIn({ kind, name }, chat) {
  if (chat.isArchived) return kind === "archived";
  if (kind === "folder") return chat.folder === name || chat.folder.startsWith(name + "/");
  return kind === "tag" ? chat.tags.includes(name) : kind === "all";
}

/**
 * A folder and those it lies in: "a/b" lies in "a".
 * @param {string} folder
 */
function withParents(folder) {
  const ends = [...folder.matchAll(/\//g)].map((slash) => slash.index).filter(Boolean);
  return [...ends.map((end) => folder.slice(0, end)), folder];
}

/**
 * A folder stands before what lies in it, and that before the next folder.
 * @param {[string, number]} a
 * @param {[string, number]} b
 */
function comparePaths([a], [b]) {
  const left = a.split("/");
  const right = b.split("/");
  const at = left.findIndex((part, i) => part !== right[i]);
  return at < 0 ? left.length - right.length : left[at].localeCompare(right[at] ?? "");
}

/**
 * The views there are, with how many chats each has.
 * @param {Iterable<Chat>} chats
 * @returns {View[]}
 */
export function viewsOf(chats) {
  /** @type {Map<string, number>} */
  const folders = new Map();
  /** @type {Map<string, number>} */
  const tags = new Map();
  let all = 0;
  let archived = 0;
  for (const chat of chats) {
    if (chat.isArchived) {
      archived++;
      continue;
    }
    all++;
    for (const folder of chat.folder ? withParents(chat.folder) : []) folders.set(folder, (folders.get(folder) ?? 0) + 1);
    for (const tag of chat.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  /** @param {Map<string, number>} counts @param {"folder" | "tag"} kind @returns {View[]} */
  const sorted = (counts, kind) => [...counts].sort(comparePaths).map(([name, count]) => ({ kind, name, count }));
  return [
    { kind: "all", name: "", count: all },
    ...sorted(folders, "folder"),
    ...sorted(tags, "tag"),
    { kind: "archived", name: "", count: archived },
  ];
}

/**
 * The start of each span of time that has a name, newest first, and names of months for what is older.
 * @param {number} now
 * @returns {(time: number) => string}
 */
function calendar(now) {
  const today = new Date(now * 1000);
  // a day may have 23 or 25 hours
  /** @param {number} days */
  const daysAgo = (days) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - days).getTime() / 1000;
  /** @type {[start: number, name: string][]} */
  const spans = [
    [daysAgo(0), "Today"],
    [daysAgo(1), "Yesterday"],
    [daysAgo(7), "Previous 7 days"],
    [daysAgo(30), "Previous 30 days"],
  ];
  const thisYear = new Date(now * 1000).getFullYear();
  /** @type {Map<number, string>} */
  const months = new Map();
  return (time) => {
    const span = spans.find(([start]) => time >= start);
    if (span) return span[1];
    const date = new Date(time * 1000);
    const key = date.getFullYear() * 12 + date.getMonth();
    const year = date.getFullYear() === thisYear ? undefined : "numeric";
    const name = months.get(key) ?? date.toLocaleDateString("en", { month: "long", year });
    months.set(key, name);
    return name;
  };
}

/** Heights in pixels; fingers need more room. */
export function sizes() {
  if (matchMedia("(pointer: coarse)").matches) return { row: 44, head: 40, result: 84 };
  return document.documentElement.classList.contains("is-dense") ? { row: 28, head: 30, result: 66 } : { row: 34, head: 34, result: 74 };
}

/**
 * All lines of a view with their tops. `chats` is sorted in place: it stays nearly sorted, so that the next time is quick.
 * @param {Chat[]} chats
 * @param {View} view
 * @param {number} now
 * @param {Sizes} sizes
 * @returns {Listing}
 */
export function arrange(chats, view, now, sizes) {
  chats.sort(compare);
  const nameOf = calendar(now);
  /** @type {Line[]} */
  const lines = [];
  let top = 0;
  let previous = "";
  let count = 0;
  for (const chat of chats) {
    if (!isIn(view, chat)) continue;
    const group = chat.isPinned ? "Pinned" : nameOf(chat.updated);
    if (group !== previous) {
      lines.push({ key: "group " + group, head: group, top, height: sizes.head });
      top += sizes.head;
      previous = group;
    }
    lines.push({ key: chat.id, chat, top, height: sizes.row, place: ++count });
    top += sizes.row;
  }
  return { lines, height: top, count };
}

/**
 * Search results, in the order they came.
 * @param {Chat[]} chats
 * @param {Sizes} sizes
 * @returns {Listing}
 */
export function arrangeResults(chats, sizes) {
  let top = 0;
  const lines = chats.map((chat, index) => {
    const height = chat.snippet ? sizes.result : sizes.row;
    const line = { key: `result ${index}`, chat, top, height, place: index + 1 };
    top += height;
    return line;
  });
  return { lines, height: top, count: chats.length };
}

/**
 * The index of the first line that ends below `y`.
 * @param {Line[]} lines
 * @param {number} y
 */
export function lineAt(lines, y) {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].top + lines[middle].height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A snippet in pieces, [text, isMarked]; the store puts a match between \u0002 and \u0003. Markdown's signs would only be in the way.
 * @param {string} snippet
 * @returns {[text: string, isMarked: boolean][]}
 */
export function pieces(snippet) {
  return snippet
    .replace(/\*\*|__|`+|#{2,} /g, "")
    .split(/(\u0002[^\u0003]*\u0003)/)
    .filter(Boolean)
    .map((piece) => (piece[0] === "\u0002" ? [piece.slice(1, -1), true] : [piece, false]));
}
