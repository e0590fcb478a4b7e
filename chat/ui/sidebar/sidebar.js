// The list of chats. Holds up to tens of thousands of rows, but only those in sight are in the document.
import { markRaw, toRaw } from "vue";
import Icon from "icons";
import ChatMenu from "chat_menu";
import template from "sidebar_template";
import { arrange, arrangeResults, lineAt, pieces, unpack } from "listing";

const SPARE = 8; // lines kept ready above and below what is in sight
const NARROW = matchMedia("(max-width: 767px)");
const COARSE = matchMedia("(pointer: coarse)");
const EMPTY = { lines: [], height: 0, count: 0 };
const THEMES = ["system", "light", "dark"];

export default {
  template,
  components: { Icon, ChatMenu },
  props: { rows: Array, total: Number, active: String },
  emits: ["action", "rest"],
  data() {
    return {
      listing: markRaw(EMPTY), first: 0, last: 0, activeId: this.active ?? null, query: "", results: null, menuFor: null, renaming: null, title: "",
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
      if (this.query.trim()) return this.results ? "No chat matches." : "Searching…";
      return "Your chats will appear here.";
    },
  },
  watch: {
    rows() {
      this.load();
    },
    active(id) {
      this.set_active(id);
    },
    query(query) {
      clearTimeout(this.searchTimer);
      this.results = null;
      this.arrangeNow();
      this.$refs.list.scrollTop = 0;
      this.searchTimer = setTimeout(() => this.$emit("action", { action: "search", id: null, q: query.trim() }), 150);
    },
  },
  created() {
    this.chats = new Map(); // not reactive: `listing` is what is drawn
    this.load();
  },
  mounted() {
    this.watcher = new ResizeObserver(() => this.look());
    this.watcher.observe(this.$refs.list);
    NARROW.addEventListener("change", this.adapt);
    COARSE.addEventListener("change", this.adapt);
    window.addEventListener("polylogue-theme", this.takeTheme);
    document.addEventListener("keydown", this.escape);
    this.midnight = setInterval(() => this.arrangeNow(), 600000);
    this.look();
    this.showActive();
  },
  beforeUnmount() {
    this.watcher.disconnect();
    clearInterval(this.midnight);
    clearTimeout(this.searchTimer);
    NARROW.removeEventListener("change", this.adapt);
    COARSE.removeEventListener("change", this.adapt);
    window.removeEventListener("polylogue-theme", this.takeTheme);
    document.removeEventListener("keydown", this.escape);
  },
  methods: {
    pieces,

    // called by Python

    load() {
      const rows = toRaw(this.rows) ?? [];
      this.replace(rows, this.total);
    },
    replace(rows, total) {
      this.chats = new Map(rows.map((row) => [row[0], unpack(row)]));
      this.ordered = null;
      this.isLoaded = rows.length >= total;
      this.arrangeNow();
      if (!this.isLoaded) (window.requestIdleCallback ?? setTimeout)(() => this.$emit("rest"));
    },
    add(json) {
      for (const row of JSON.parse(json)) this.chats.set(row[0], unpack(row));
      this.ordered = null;
      this.arrangeSoon();
    },
    change(row) {
      this.chats.set(row[0], unpack(row));
      if (this.results) this.results = this.results.map((chat) => (chat.id === row[0] ? { ...unpack(row), snippet: chat.snippet } : chat));
      this.ordered = null;
      this.arrangeSoon();
    },
    remove(id) {
      if (this.menuFor?.id === id) this.menuFor = null;
      if (this.renaming === id) this.renaming = null;
      this.chats.delete(id);
      if (this.results) this.results = this.results.filter((chat) => chat.id !== id);
      this.ordered = null;
      this.arrangeSoon();
    },
    set_active(id) {
      if (this.activeId === id) return;
      this.activeId = id;
      this.$nextTick(this.showActive);
    },
    set_results(query, rows) {
      if (query !== this.query.trim()) return;
      this.results = markRaw(rows.map(unpack));
      this.arrangeNow();
    },

    // what is where

    arrangeSoon() {
      this.frame ??= requestAnimationFrame(() => this.arrangeNow());
    },
    arrangeNow() {
      cancelAnimationFrame(this.frame);
      this.frame = null;
      const sizes = COARSE.matches ? { row: 44, head: 40, result: 64 } : { row: 34, head: 34, result: 54 };
      this.ordered ??= [...this.chats.values()];
      const query = this.query.trim().toLowerCase();
      const found = this.results ?? (query && this.ordered.filter((chat) => chat.title.toLowerCase().includes(query)));
      this.listing = markRaw(query ? arrangeResults(found, sizes) : arrange(this.ordered, Date.now() / 1000, sizes));
      this.look();
    },
    look() {
      const list = this.$refs.list;
      const top = list?.scrollTop ?? 0, height = list?.clientHeight || innerHeight;
      this.first = Math.max(0, lineAt(this.listing.lines, top) - SPARE);
      this.last = lineAt(this.listing.lines, top + height) + SPARE;
    },
    showActive() {
      const line = this.activeId && this.listing.lines.find((line) => line.key === this.activeId);
      if (line) this.reveal(line);
    },
    reveal(line) {
      const list = this.$refs.list;
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
      const key = event.target.closest("[data-chat]")?.dataset.key;
      if (!step || !key || this.renaming) return;
      const lines = this.listing.lines;
      let at = lines.findIndex((line) => line.key === key) + step;
      while (lines[at]?.head) at += step;
      if (!lines[at]) return;
      event.preventDefault();
      this.reveal(lines[at]);
      this.$nextTick(() => this.$refs.list.querySelector(`[data-key="${CSS.escape(lines[at].key)}"] a`)?.focus());
    },
    linkOf(id) {
      return this.$refs.list.querySelector(`[data-chat="${CSS.escape(id)}"] a`);
    },
    follow(event, id) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      this.activeId = id;
      this.shut();
    },
    toggleMenu(event, chat) {
      this.menuFor = this.menuFor?.id === chat.id ? null : { id: chat.id, chat, anchor: markRaw(event.currentTarget) };
    },
    choose(action) {
      const { id, chat, anchor } = this.menuFor;
      this.menuFor = null;
      if (action === "rename") return this.rename(chat);
      if (anchor.isConnected) anchor.focus({ preventScroll: true, focusVisible: false });
      if (action === "pin") this.$emit("action", { action, id, pinned: !chat.isPinned });
      else if (action) this.$emit("action", { action, id });
    },
    rename(chat) {
      this.renaming = chat.id;
      this.title = chat.title;
      this.$nextTick(() => this.$el.querySelector(".side-rename")?.select());
    },
    endRename(isKept) {
      const id = this.renaming, title = this.title.trim();
      if (id === null) return;
      this.renaming = null;
      const chat = this.chats.get(id);
      if (isKept && chat && title && title !== chat.title) {
        this.chats.set(id, { ...chat, title });
        this.ordered = null;
        this.arrangeNow();
        this.$emit("action", { action: "rename", id, title });
      }
      this.$nextTick(() => this.linkOf(id)?.focus({ focusVisible: false }));
    },
    takeTheme(event) {
      this.theme = event.detail;
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
