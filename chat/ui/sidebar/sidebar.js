// The list of chats beside every page. Holds up to tens of thousands of chats, but only the rows in sight are in the document.
import { defineComponent, markRaw } from "vue";
import Icon from "polylogue/parts/icons.js";
import { whenIdle } from "polylogue/idle.js";
import { fold, isFolded, isNarrow, keepFocusIn, onOtherScreen } from "polylogue/sidebar/drawer.js";
import Arranging from "polylogue/sidebar/listing/arranging.js";
import ChatList from "polylogue/sidebar/listing/chat_list.js";
import { clear as clearFirstList } from "polylogue/sidebar/listing/first_list.js";
import { sizes } from "polylogue/sidebar/listing/listing.js";
import { onNewDay } from "polylogue/sidebar/listing/new_day.js";
import SearchBox from "polylogue/sidebar/listing/search_box.js";
import ShownChats from "polylogue/sidebar/listing/shown_chats.js";
import ChatMenu from "polylogue/sidebar/menus/chat_menu.js";
import MorePages from "polylogue/sidebar/menus/more_pages.js";
import ViewMenu, { iconOf, nameOf } from "polylogue/sidebar/menus/view_menu.js";
import RunningLink from "polylogue/sidebar/running_link.js";
import Filing from "polylogue/sidebar/selecting/filing.js";
import PickedTools from "polylogue/sidebar/selecting/picked_tools.js";
import Selection, { batches } from "polylogue/sidebar/selecting/selection.js";
import { setup, template } from "polylogue/sidebar/sidebar_template.js";
import Snack from "polylogue/sidebar/snack.js";
import ThemeButton from "polylogue/sidebar/theme_button.js";

/** @import { Chat, Row, View } from "polylogue/sidebar/listing/listing.js" */
/** @import { EventOf } from "polylogue/parts/page.d.ts" */

const REST_MS = 300; // first the page, then the chats that nobody sees yet
const REST_AT_LATEST_MS = 2000;
const SEARCH_MS = 120; // without a key press

export default defineComponent({
  setup,
  template,
  components: { Icon, ChatList, ChatMenu, Filing, MorePages, PickedTools, RunningLink, SearchBox, Snack, ThemeButton, ViewMenu },
  props: { rows: String, total: { type: Number, default: 0 }, active: String, suites: { type: Number, default: 0 } },
  emits: ["action", "rest"],
  data() {
    return {
      chats: new ShownChats(),
      query: "",
      activeId: this.active ?? null,
      menuFor: /** @type {{id: string, chat: Chat, anchor: HTMLElement} | null} */ (null),
      viewsFor: /** @type {{anchor: HTMLElement, views: View[]} | null} */ (null),
      renaming: /** @type {string | null} */ (null),
      selection: new Selection(),
      suiteCount: this.suites,
      isOpen: false,
      isNarrow: isNarrow(),
      isCollapsed: isFolded(),
    };
  },
  computed: {
    isHidden() {
      return this.isNarrow ? !this.isOpen : this.isCollapsed;
    },
    isAllArchived() {
      return this.selection.count > 0 && this.chats.view.kind === "archived" && !this.query;
    },
  },
  watch: {
    rows() {
      this.load();
    },
    /** @param {string} id */
    active(id) {
      this.set_active(id);
    },
    query(query) {
      clearTimeout(this.searchTimer);
      const isNews = this.chats.search(query);
      this.isFirstWanted = false;
      if (!query) window.dispatchEvent(new Event("polylogue-search-over"));
      this.arranging.now();
      this.list.toTop();
      if (isNews) this.searchTimer = window.setTimeout(() => this.act("search", null, { q: this.chats.asked }), SEARCH_MS);
    },
  },
  created() {
    this.arranging = new Arranging(() => this.chats.arrange(Date.now() / 1000, sizes()));
    this.load();
  },
  mounted() {
    clearFirstList();
    this.stops = [onNewDay(() => this.arranging.now()), onOtherScreen(() => this.adapt())];
    window.addEventListener("polylogue-side", this.command);
    document.addEventListener("keydown", this.escape);
    this.showActive();
  },
  beforeUnmount() {
    for (const stop of this.stops) stop();
    clearTimeout(this.searchTimer);
    window.removeEventListener("polylogue-side", this.command);
    document.removeEventListener("keydown", this.escape);
  },
  methods: {
    nameOf,
    iconOf,

    // called by Python

    load() {
      this.replace(JSON.parse(this.rows || "[]"), this.total);
    },
    /** @param {Row[]} rows @param {number} total */
    replace(rows, total) {
      this.chats.replace(rows, total);
      this.arranging.now();
      if (this.chats.isLoaded) return;
      setTimeout(() => whenIdle(() => this.$emit("rest"), { timeout: REST_AT_LATEST_MS }), REST_MS);
    },
    /** @param {string} json of rows */
    add(json) {
      this.chats.put(JSON.parse(json));
      this.arranging.soon();
    },
    complete() {
      this.chats.isLoaded = true;
      if (this.selection.isAllWanted) this.arranging.now();
      this.selection.pickRest(this.chats.order);
      if (this.viewsFor) this.viewsFor = { ...this.viewsFor, views: this.chats.views };
    },
    /** @param {string} json @param {string[]} gone */
    patch(json, gone) {
      this.list?.noteFocus();
      this.chats.patch(JSON.parse(json), gone);
      if (gone.includes(this.menuFor?.id ?? "")) this.menuFor = null;
      if (gone.includes(this.renaming ?? "")) this.renaming = null;
      if (gone.length) this.selection.drop(gone);
      this.arranging.soon();
    },
    /** @param {string} query @param {Row[]} rows */
    set_results(query, rows) {
      if (!this.chats.takeResults(query, rows)) return;
      this.arranging.now();
      if (this.isFirstWanted) this.$nextTick(() => this.openFirst());
    },
    /** @param {string} id */
    set_active(id) {
      if (this.activeId === id) return;
      this.activeId = id;
      this.$nextTick(this.showActive);
    },
    /** @param {number} count */
    set_suites(count) {
      this.suiteCount = count;
    },
    /** @param {string} sentence @param {string} undoKey @param {number} seconds */
    say(sentence, undoKey, seconds) {
      this.snack.say(sentence, undoKey, seconds);
    },

    /** To Python. @param {string} action @param {string | null} id @param {object} [what] */
    act(action, id, what = {}) {
      this.$emit("action", { action, id, ...what });
    },

    // the list

    showActive() {
      this.list.revealChat(this.activeId);
    },
    adapt() {
      this.isNarrow = isNarrow();
      this.isOpen = false;
      this.arranging.now();
    },
    scrolled() {
      this.menuFor = null;
      if (!this.selection.isOn) this.filing.close();
    },
    /** @param {View | null} view */
    show(view) {
      this.viewsFor = null;
      if (!view) return;
      this.chats.view = { kind: view.kind, name: view.name };
      this.arranging.now();
      this.list.toTop();
    },
    /** @param {EventOf} event */
    toggleViews(event) {
      this.viewsFor = this.viewsFor ? null : { anchor: markRaw(event.currentTarget), views: this.chats.views };
    },
    /** @param {MouseEvent} event @param {string} id */
    follow(event, id) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      this.activeId = id;
      this.shut();
    },
    focusStart() {
      this.start.focus({ focusVisible: false });
    },
    escapeFromList() {
      if (this.selection.isOn && !this.filing.choice) this.endSelecting();
      if (this.query) this.search.focus();
    },

    /** @param {Event} event */
    command(event) {
      const { word } = /** @type {CustomEvent} */ (event).detail;
      if (word === "search") this.focusSearch();
      else if (word === "toggle") this.toggle();
      else if (word === "undo") this.snack.undo();
      else this.list.step(this.activeId, word === "next" ? 1 : -1);
    },

    // the search

    focusSearch() {
      if (this.isHidden) this.toggle();
      this.$nextTick(() => this.search.select());
    },
    /** Whoever presses Enter before the results are there gets the first one of them. */
    openFirst() {
      this.isFirstWanted = Boolean(this.chats.asked) && !this.chats.results;
      if (this.chats.results) this.list.openFirst();
    },
    leaveSearch() {
      if (this.isNarrow) this.shut();
      else this.search.blur();
    },

    // one chat

    /** @param {EventOf} event @param {Chat} chat */
    toggleMenu(event, chat) {
      this.menuFor = this.menuFor?.id === chat.id ? null : { id: chat.id, chat, anchor: markRaw(event.currentTarget) };
    },
    /** @param {string | null} action @param {object} [what] */
    choose(action, what = {}) {
      if (!this.menuFor) return;
      const { id, chat, anchor } = this.menuFor;
      this.menuFor = null;
      if (action === "rename") return (this.renaming = id);
      if (action === "select") return this.select(id);
      if (action === "move" || action === "tag") return this.filing.ask(action, anchor, [id]);
      if (action === "leave") return this.shut();
      if (action) this.act(action, id, action === "pin" ? { pinned: !chat.isPinned } : what);
    },
    /** @param {string | null} title */
    endRename(title) {
      const id = this.renaming;
      if (id === null) return;
      this.renaming = null;
      if (title && this.chats.get(id)) {
        this.chats.rename(id, title);
        this.arranging.now();
        this.act("rename", id, { title });
      }
      this.$nextTick(() => this.list.rowOf(id)?.focus({ focusVisible: false }));
    },

    // many chats

    /** @param {string} id */
    select(id) {
      this.selection.begin(id);
      this.menuFor = null;
      this.filing.close();
      this.$nextTick(() => (id ? this.list.rowOf(id) : this.list.firstRow())?.focus());
    },
    endSelecting() {
      if (!this.selection.isOn) return;
      this.selection.end();
      this.filing.close();
      this.$nextTick(() => this.viewButton?.focus({ focusVisible: false }));
    },
    /** @param {MouseEvent} event @param {string} id */
    pick(event, id) {
      this.selection.pick(id, this.chats.order, event.shiftKey);
    },
    pickAll() {
      this.selection.pickAll(this.chats.order, { isLoaded: this.chats.isLoaded });
    },
    /** @param {string} action @param {object} [what] */
    doWithPicked(action, what) {
      this.send(action, [...this.selection.ids], what);
      this.endSelecting();
    },
    /** @param {string} action @param {string[]} ids @param {object} [what] */
    send(action, ids, what = {}) {
      for (const batch of batches(ids)) this.act(action, null, { ...batch, ...what });
    },
    /** @param {"move" | "tag"} kind @param {string[]} ids @param {object} what */
    file(kind, ids, what) {
      this.send(kind, ids, what);
      if (kind === "move") this.endSelecting();
    },

    // the drawer on phones, the folding elsewhere

    toggle() {
      if (this.isNarrow) return this.isOpen ? this.shut() : this.open();
      this.isCollapsed = !this.isCollapsed;
      fold(this.isCollapsed);
    },
    open() {
      this.isOpen = true;
      this.$nextTick(this.focusStart);
    },
    shut() {
      if (!this.isNarrow || !this.isOpen) return;
      this.isOpen = false;
      this.opener.focus({ preventScroll: true, focusVisible: false });
    },
    /** @param {KeyboardEvent} event */
    escape(event) {
      if (event.key === "Escape" && !event.defaultPrevented) this.shut();
    },
    /** @param {KeyboardEvent} event */
    keepFocus(event) {
      if (this.isNarrow) keepFocusIn(event, this.opener, this.nav);
    },
  },
});
