// The chats that the browser knows, and which of them are shown in what order. Knows nothing of the page.
import { markRaw } from "vue";
import { arrange, arrangeResults, unpack, viewsOf } from "./listing.js";
import { askedIn, nothingFound, shownResult } from "./search_words.js";

/** @import { Chat, Listing, Row, Sizes, View } from "./listing.js" */

export const ALL = /** @type {View} */ ({ kind: "all", name: "" });
const LASTING = new Set(["all", "archived"]); // views that are there without a chat in them

export default class ShownChats {
  constructor() {
    /** @type {Map<string, Chat>} */
    this.byId = markRaw(new Map()); // tens of thousands: `listing` is what is drawn
    /** @type {Chat[] | null} */
    this.list = null; // all of them; sorted in place, and stays so until one changes
    /** @type {Listing} */
    this.listing = markRaw({ lines: [], height: 0, count: 0 });
    this.view = ALL;
    this.query = "";
    /** @type {Chat[] | null} */
    this.results = null; // of the query, when the server has answered
    this.isLoaded = false;
    this.hasChats = false;
    this.runningCount = 0;
  }

  /** @param {string} id */
  get(id) {
    return this.byId.get(id);
  }

  /** @returns {View[]} */
  get views() {
    return viewsOf(this.byId.values());
  }

  /** The ids in the list. */
  get order() {
    return this.listing.lines.flatMap(({ chat }) => (chat ? [chat.id] : []));
  }

  get asked() {
    return askedIn(this.query);
  }

  get emptyText() {
    if (this.listing.count) return "";
    if (this.asked) return this.results ? nothingFound(this.asked) : "Searching…";
    if (this.view.kind === "archived") return "No chat is archived.";
    if (!this.isLoaded) return "";
    return this.hasChats ? "All chats are archived. “All chats” above leads to them." : "Your chats will appear here.";
  }

  get spoken() {
    if (!this.asked || !this.results) return "";
    return this.results.length ? `${this.results.length} found` : "Nothing found";
  }

  /**
   * These are the chats; others may follow, if they are not `total`.
   * @param {Row[]} rows
   * @param {number} total
   */
  replace(rows, total) {
    this.byId.clear();
    this.put(rows);
    this.isLoaded = rows.length >= total;
  }

  /**
   * Some are new, or others than before.
   * @param {Row[]} rows
   */
  put(rows) {
    for (const row of rows) this.byId.set(row[0], unpack(row));
    this.list = null;
  }

  /** @param {Row[]} rows @param {string[]} gone */
  patch(rows, gone) {
    this.put(rows);
    for (const id of gone) this.byId.delete(id);
    if (this.results) this.results = markRaw(this.results.flatMap((found) => this.renewed(found) ?? []));
  }

  /** @param {Chat} found */
  renewed(found) {
    const chat = this.byId.get(found.id);
    if (chat) return { ...chat, snippet: found.snippet, place: found.place, lane: found.lane };
    return this.isLoaded ? null : found;
  }

  /** @param {string} id @param {string} title */
  rename(id, title) {
    const chat = this.byId.get(id);
    if (chat) this.byId.set(id, { ...chat, title });
    this.list = null;
  }

  /**
   * Another query was typed. Returns whether the server has to be asked.
   * @param {string} query
   */
  search(query) {
    const isSame = askedIn(query) === this.asked && this.results !== null;
    this.query = query;
    if (!isSame) this.results = null;
    return Boolean(this.asked) && !isSame;
  }

  /**
   * Returns whether these are the results of what is asked for now.
   * @param {string} query
   * @param {Row[]} rows
   */
  takeResults(query, rows) {
    if (query !== this.asked) return false;
    this.results = markRaw(rows.map((row) => shownResult(unpack(row), query)));
    return true;
  }

  /**
   * Puts them in order. A folder or tag that has lost its last chat is left.
   * @param {number} now epoch seconds
   * @param {Sizes} sizes
   */
  arrange(now, sizes) {
    this.list ??= markRaw([...this.byId.values()]);
    const query = this.asked.trim().toLowerCase();
    this.hasChats = this.byId.size > 0;
    this.runningCount = this.list.filter((chat) => chat.isRunning).length;
    this.listing = markRaw(query ? arrangeResults(this.found(query), sizes) : arrange(this.list, this.view, now, sizes));
    if (this.listing.count || query || LASTING.has(this.view.kind) || !this.isLoaded) return;
    this.view = ALL;
    this.arrange(now, sizes);
  }

  /**
   * What the server has found; until it answers, what has the words in its title.
   * @param {string} query
   * @returns {Chat[]}
   */
  found(query) {
    return this.results ?? (this.list ?? []).filter((chat) => chat.title.toLowerCase().includes(query));
  }
}
