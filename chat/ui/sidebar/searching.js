// The search box: what is typed goes to the server, what comes back can be walked through by keyboard. A part of the sidebar.
import { markRaw } from "vue";
import { unpack } from "listing";

const WAIT_MS = 120;
export const FILTERS = [
  ["model:", "a model, like model:gpt"], ["folder:", "a folder"], ["tag:", "a tag"], ["after:", "from a day on, like after:2026-03-01"],
  ["before:", "before a day, a month or a year"],
];

export default {
  data() {
    return { query: "", results: null, isSearchFocused: false, filters: FILTERS };
  },
  computed: {
    isHelpShown() {
      return this.isSearchFocused && !this.query;
    },
    spoken() {
      if (!this.query.trim() || !this.results) return "";
      return this.results.length ? `${this.results.length} found` : "Nothing found";
    },
  },
  watch: {
    query(query) {
      clearTimeout(this.searchTimer);
      this.results = null;
      this.isSearchFocused = false; // whoever has begun to type needs no help, nor anything that lies over the list
      this.arrangeNow();
      this.$refs.list.scrollTop = 0;
      this.searchTimer = setTimeout(() => this.$emit("action", { action: "search", id: null, q: query.trim() }), WAIT_MS);
    },
  },
  beforeUnmount() {
    clearTimeout(this.searchTimer);
  },
  methods: {
    set_results(query, rows) {
      if (query !== this.query.trim()) return;
      this.results = markRaw(rows.map(unpack));
      this.arrangeNow();
    },
    addFilter(name) {
      this.query = `${this.query}${this.query && !this.query.endsWith(" ") ? " " : ""}${name}`;
      this.$refs.search.focus();
    },
    focusSearch() {
      if (this.isHidden) this.toggle();
      this.$nextTick(() => this.$refs.search.select());
    },
    searchKey(event) {
      const links = this.$refs.list.querySelectorAll(".side-row a");
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && links.length) links[0].focus();
      else if (event.key === "Enter" && this.query && links.length) links[0].click();
      else if (event.key === "Escape" && this.query) this.query = "";
      else if (event.key === "Escape") this.leaveSearch(event);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    leaveSearch(event) {
      if (this.isNarrow) this.shut();
      else event.target.blur();
    },
  },
};
