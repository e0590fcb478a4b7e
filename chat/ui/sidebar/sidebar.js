// The list of chats. Holds up to tens of thousands of rows, but only those in sight are in the document.
import { markRaw } from "vue";
import Icon from "polylogue/parts/icons.js";
import calendarDay from "polylogue/sidebar/listing/calendar_day.js";
import ChatMenu from "polylogue/sidebar/menus/chat_menu.js";
import template from "polylogue/sidebar/sidebar_template.js";
import ChoiceBox from "polylogue/sidebar/menus/choice_box.js";
import MorePages from "polylogue/sidebar/menus/more_pages.js";
import RunningLink from "polylogue/sidebar/running_link.js";
import Snack from "polylogue/sidebar/snack.js";
import ViewMenu, { iconOf, nameOf } from "polylogue/sidebar/menus/view_menu.js";
import focusKeeping from "polylogue/sidebar/focus_keeping.js";
import renaming from "polylogue/sidebar/renaming.js";
import searching from "polylogue/sidebar/listing/searching.js";
import selecting from "polylogue/sidebar/selecting.js";
import { clear as clearFirstList } from "polylogue/sidebar/listing/first_list.js";
import { arrange, arrangeResults, lineAt, pieces, sizes, unpack, viewsOf } from "polylogue/sidebar/listing/listing.js";

const SPARE = 8; // lines kept ready above and below what is in sight
const AROUND = 190; // pixels of the sidebar that are not list, about
const NARROW = matchMedia("(max-width: 767px)");
const COARSE = matchMedia("(pointer: coarse)");
const REST_MS = 300, REST_AT_LATEST_MS = 2000; // first the page, then the chats that nobody sees yet
const COSTLY_MS = 8, SPELL_MS = 120; // tens of thousands of chats that change together are not put in order for every frame
const EMPTY = { lines: [], height: 0, count: 0 };
const THEMES = ["system", "light", "dark"];

export default {
  template,
  components: { Icon, ChatMenu, ChoiceBox, MorePages, RunningLink, Snack, ViewMenu },
  mixins: [calendarDay, focusKeeping, renaming, searching, selecting],
  props: { rows: String, total: Number, active: String, suites: { type: Number, default: 0 } },
  emits: ["action", "rest"],
  data() {
    return {
      listing: markRaw(EMPTY), first: 0, last: 0, activeId: this.active ?? null, menuFor: null,
      view: { kind: "all", name: "" }, viewsFor: null, hasChats: false, runningCount: 0, suiteCount: this.suites,
      isOpen: false, isNarrow: NARROW.matches, isCollapsed: document.documentElement.classList.contains("side-collapsed"),
      theme: document.documentElement.dataset.theme || "system", isLoaded: false,
    };
  },
  computed: {
    visible() {
      return this.listing.lines.slice(this.first, this.last);
    },
    themeIcon() {
      return { system: "screen", light: "sun", dark: "moon" }[this.theme];
    },
    isHidden() {
      return this.isNarrow ? !this.isOpen : this.isCollapsed;
    },
    emptyText() {
      if (this.listing.count) return "";
      if (this.asked) return this.results ? this.nothingFound : "Searching…";
      if (this.view.kind === "archived") return "No chat is archived.";
      if (!this.isLoaded) return "";
      return this.hasChats ? "All chats are archived. “All chats” above leads to them." : "Your chats will appear here.";
    },
  },
  watch: {
    rows() {
      this.load();
    },
    active(id) {
      this.set_active(id);
    },
  },
  created() {
    this.chats = new Map(); // not reactive: `listing` is what is drawn
    this.load();
  },
  mounted() {
    clearFirstList();
    this.watcher = new ResizeObserver(() => this.look());
    requestAnimationFrame(() => setTimeout(() => this.begin())); // after the first paint
    NARROW.addEventListener("change", this.adapt);
    COARSE.addEventListener("change", this.adapt);
    window.addEventListener("polylogue-theme", this.takeTheme);
    window.addEventListener("polylogue-side", this.command);
    document.addEventListener("keydown", this.escape);
    this.look();
    this.showActive();
  },
  beforeUnmount() {
    this.watcher.disconnect();
    NARROW.removeEventListener("change", this.adapt);
    COARSE.removeEventListener("change", this.adapt);
    window.removeEventListener("polylogue-theme", this.takeTheme);
    window.removeEventListener("polylogue-side", this.command);
    document.removeEventListener("keydown", this.escape);
  },
  methods: {
    pieces,
    nameOf,
    iconOf,

    // called by Python

    load() {
      this.replace(JSON.parse(this.rows || "[]"), this.total);
    },
    replace(rows, total) {
      this.chats = new Map(rows.map((row) => [row[0], unpack(row)]));
      this.ordered = null;
      this.isLoaded = rows.length >= total;
      this.arrangeNow();
      if (!this.isLoaded) setTimeout(() => (window.requestIdleCallback ?? setTimeout)(() => this.$emit("rest"), { timeout: REST_AT_LATEST_MS }), REST_MS);
    },
    add(json) {
      for (const row of JSON.parse(json)) this.chats.set(row[0], unpack(row));
      this.ordered = null;
      this.arrangeSoon();
    },
    complete() {
      this.isLoaded = true;
      this.pickRest();
      if (this.viewsFor) this.viewsFor = { ...this.viewsFor, views: this.views() };
    },
    patch(json, gone) {
      this.noteFocus();
      for (const row of JSON.parse(json)) this.chats.set(row[0], unpack(row));
      for (const id of gone) {
        if (this.menuFor?.id === id) this.menuFor = null;
        if (this.renaming === id) this.renaming = null;
        this.chats.delete(id);
      }
      if (gone.length) this.unpick(gone);
      if (this.results) this.results = markRaw(this.results.map(this.renewed).filter(Boolean));
      this.ordered = null;
      this.arrangeSoon();
    },
    renewed(found) {
      const chat = this.chats.get(found.id);
      return chat ? { ...chat, snippet: found.snippet, place: found.place, lane: found.lane } : this.isLoaded ? null : found;
    },
    set_active(id) {
      if (this.activeId === id) return;
      this.activeId = id;
      this.$nextTick(this.showActive);
    },
    set_suites(count) {
      this.suiteCount = count;
    },
    say(sentence, undoKey, seconds) {
      this.$refs.snack.say(sentence, undoKey, seconds);
    },

    // what is where

    arrangeSoon() {
      if (this.isDue) return;
      this.isDue = true;
      (this.cost > COSTLY_MS ? (work) => setTimeout(work, SPELL_MS) : requestAnimationFrame)(() => this.isDue && this.arrangeNow());
    },
    arrangeNow() {
      this.isDue = false;
      const start = performance.now();
      this.ordered ??= [...this.chats.values()];
      const query = this.asked.trim().toLowerCase();
      const found = this.results ?? (query && this.ordered.filter((chat) => chat.title.toLowerCase().includes(query)));
      this.hasChats = this.chats.size > 0;
      this.runningCount = this.ordered.filter((chat) => chat.isRunning).length;
      this.listing = markRaw(query ? arrangeResults(found, sizes()) : arrange(this.ordered, this.view, Date.now() / 1000, sizes()));
      if (!this.listing.count && !query && !["all", "archived"].includes(this.view.kind) && this.isLoaded) return this.show({ kind: "all", name: "" });
      this.cost = performance.now() - start;
      this.look();
      this.passFocusOn();
    },
    // From the first paint on the list is kept in step with its size.
    begin() {
      if (!this.$refs.list) return;
      this.hasBegun = true;
      this.watcher.observe(this.$refs.list);
    },
    look() {
      const list = this.hasBegun ? this.$refs.list : null; // before the first paint it would have to be measured first
      const spare = list ? SPARE : 0;
      const top = list?.scrollTop ?? 0, height = list?.clientHeight || innerHeight - AROUND;
      this.first = Math.max(0, lineAt(this.listing.lines, top) - spare);
      this.last = lineAt(this.listing.lines, top + height) + 1 + spare;
    },
    showActive() {
      const line = this.activeId && this.listing.lines.find((line) => line.key === this.activeId);
      if (line) this.reveal(line);
    },
    reveal(line) {
      const list = this.$refs.list;
      this.hasBegun = true;
      if (line.top < list.scrollTop) list.scrollTop = line.top - 8;
      else if (line.top + line.height > list.scrollTop + list.clientHeight) list.scrollTop = line.top + line.height - list.clientHeight + 8;
      this.look();
    },
    adapt() {
      this.isNarrow = NARROW.matches;
      this.isOpen = false;
      this.arrangeNow();
    },

    // what people do

    walk(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape" && this.isSelecting && !this.choice) this.endSelecting();
      if (event.key === "Escape" && this.query) this.$refs.search.focus();
      const key = event.target.closest("[data-chat]")?.dataset.key;
      if (!step || !key || this.renaming) return;
      const lines = this.listing.lines;
      let at = lines.findIndex((line) => line.key === key) + step;
      while (lines[at]?.head) at += step;
      if (!lines[at] && !(at < 0 && this.query)) return;
      event.preventDefault();
      if (at < 0) return this.$refs.search.focus();
      this.reveal(lines[at]);
      this.$nextTick(() => this.$refs.list.querySelector(`[data-key="${CSS.escape(lines[at].key)}"] :is(a, .side-pick)`)?.focus());
    },
    rowOf(id) {
      return this.$refs.list.querySelector(`[data-chat="${CSS.escape(id)}"] :is(a, .side-pick)`);
    },
    views() {
      return viewsOf(this.chats.values());
    },
    show(view) {
      this.viewsFor = null;
      if (!view) return this.$refs.viewButton?.focus({ preventScroll: true, focusVisible: false });
      this.view = { kind: view.kind, name: view.name };
      this.arrangeNow();
      this.$refs.list.scrollTop = 0;
    },
    toggleViews(event) {
      this.viewsFor = this.viewsFor ? null : { anchor: markRaw(event.currentTarget), views: this.views() };
    },
    follow(event, id) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      this.activeId = id;
      this.shut();
    },
    toggleMenu(event, chat) {
      this.menuFor = this.menuFor?.id === chat.id ? null : { id: chat.id, chat, anchor: markRaw(event.currentTarget) };
    },
    choose(action, what = {}) {
      const { id, chat, anchor } = this.menuFor;
      this.menuFor = null;
      if (action === "rename") return this.rename(chat);
      if (action === "select") return this.select(id);
      if (action === "move" || action === "tag") return this.ask(action, anchor, [id]);
      if (anchor.isConnected) anchor.focus({ preventScroll: true, focusVisible: false });
      if (action === "leave") return this.shut();
      if (action === "pin") this.$emit("action", { action, id, pinned: !chat.isPinned });
      else if (action) this.$emit("action", { action, id, ...what });
    },
    showShortcuts() {
      window.dispatchEvent(new CustomEvent("polylogue-shortcuts"));
    },
    command(event) {
      const { word } = event.detail;
      if (word === "search") this.focusSearch();
      else if (word === "toggle") this.toggle();
      else if (word === "undo") this.$refs.snack.undo();
      else this.step(word === "next" ? 1 : -1);
    },
    step(by) {
      const lines = this.listing.lines.filter((line) => line.chat), at = lines.findIndex((line) => line.chat.id === this.activeId);
      const line = lines[at < 0 ? 0 : at + by];
      if (!line) return;
      this.reveal(line);
      this.$nextTick(() => this.$refs.list.querySelector(`[data-key="${CSS.escape(line.key)}"] a`)?.click());
    },
    takeTheme(event) {
      this.theme = event.detail;
      this.arrangeSoon(); // the density may be another one, too
    },
    nextTheme() {
      const theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
      window.polylogueTheme?.(theme);
      this.theme = theme;
      this.$emit("action", { action: "theme", id: null, theme });
    },

    // the drawer on phones, the collapsing elsewhere

    toggle() {
      if (this.isNarrow) return this.isOpen ? this.shut() : this.open();
      this.isCollapsed = !this.isCollapsed;
      document.documentElement.classList.toggle("side-collapsed", this.isCollapsed);
      try {
        localStorage.setItem("polylogue-side", this.isCollapsed ? "collapsed" : "open");
      } catch (error) {
        console.info("the sidebar's state is not remembered", error);
      }
    },
    open() {
      this.isOpen = true;
      this.$nextTick(() => {
        this.look();
        this.$refs.start.focus({ focusVisible: false });
      });
    },
    shut() {
      if (!this.isNarrow || !this.isOpen) return;
      this.isOpen = false;
      this.$refs.opener.focus({ preventScroll: true, focusVisible: false });
    },
    escape(event) {
      if (event.key === "Escape" && !event.defaultPrevented) this.shut();
    },
    keepFocus(event) {
      if (!this.isNarrow || event.key !== "Tab") return;
      const stops = [this.$refs.opener, ...this.$refs.nav.querySelectorAll("a, button, input")];
      const end = event.shiftKey ? stops[0] : stops.at(-1);
      if (document.activeElement !== end) return;
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0]).focus();
    },
  },
};
