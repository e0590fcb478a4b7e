// The search box: what is typed goes to the server, what comes back can be walked through by keyboard. A part of the sidebar.
import { markRaw } from "vue";
import { pieces, unpack } from "./listing.js";

const WAIT_MS = 120;
const LATE = 24; // characters of a title that can be seen
export const FILTERS = [
  ["model:", "a model, like model:gpt"], ["folder:", "a folder"], ["tag:", "a tag"], ["after:", "from a day on, like after:2026-03-01"],
  ["before:", "before a day, a month or a year"],
];

const DATE_FILTER = /(?:^|\s)((?:before|after):"?([^\s"]+))/gi;
const DATE = /^\d{4}(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?$/;
const BEGUN_DATE = /^(\d{0,4}|\d{4}-[01]?|\d{4}-(0?[1-9]|1[0-2])-[0-3]?)$/;

const LAST_FILTER = /(^|\s)(model|folder|tag|before|after):"?([^\s"]*)$/i;
const OF_DATES = /^(before|after)$/i;
const ANY_FILTER = /(?:^|\s)(?:model|folder|tag|before|after):(?:"[^"]*"?|\S+)/gi;

// What is searched for: a filter that is not finished yet changes nothing. A space at the end says that the word before it is.
function askedIn(query) {
  return query.trimStart().replace(LAST_FILTER, (whole, before, name, value) => (value && (!OF_DATES.test(name) || isDate(value)) ? whole : before));
}

// The 31st of February has the right letters.
function isDate(value) {
  const [year, month = 1, day = 1] = value.split("-").map(Number);
  return DATE.test(value) && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

export default {
  data() {
    return { query: "", results: null, isSearchFocused: false, filters: FILTERS };
  },
  computed: {
    asked() {
      return askedIn(this.query);
    },
    nothingFound() {
      const words = this.asked.replace(ANY_FILTER, " ").trim();
      if (words === this.asked.trim()) return "Nothing found. All words have to be in one message; “in quotes” finds a phrase.";
      return words ? "Nothing found. All words have to be in one message that fits the filters." : "Nothing found. No chat fits the filters.";
    },
    isHelpShown() {
      return this.isSearchFocused && !this.query;
    },
    dateHint() {
      const wrong = [...this.query.matchAll(DATE_FILTER)].find(([, , value]) => !isDate(value) && !BEGUN_DATE.test(value));
      return wrong ? `“${wrong[1]}” is no date. Write 2026-03-01, 2026-03 or 2026.` : "";
    },
    spoken() {
      if (!this.asked || !this.results) return "";
      return this.results.length ? `${this.results.length} found` : "Nothing found";
    },
  },
  watch: {
    query(query, before) {
      clearTimeout(this.searchTimer);
      const isSame = this.asked && this.asked === askedIn(before) && this.results;
      if (!isSame) this.results = null;
      this.isFirstWanted = false;
      if (!query) window.dispatchEvent(new Event("polylogue-search-over"));
      this.isSearchFocused = false; // whoever has begun to type needs no help, nor anything that lies over the list
      this.arrangeNow();
      this.$refs.list.scrollTop = 0;
      if (this.asked && !isSame) this.searchTimer = setTimeout(() => this.$emit("action", { action: "search", id: null, q: this.asked }), WAIT_MS);
    },
  },
  beforeUnmount() {
    clearTimeout(this.searchTimer);
  },
  methods: {
    set_results(query, rows) {
      if (query !== this.asked) return;
      const find = encodeURIComponent(query);
      this.results = markRaw(rows.map(unpack).map((row) => (row.place ? { ...row, place: `${row.place}&find=${find}` } : markedTitle(row))));
      this.arrangeNow();
      if (this.isFirstWanted) this.$nextTick(() => this.openFirst());
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
      else if (event.key === "Enter" && this.asked) this.openFirst();
      else if (event.key === "Escape" && this.query) this.query = "";
      else if (event.key === "Escape") this.leaveSearch(event);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    // Whoever presses Enter before the results are there gets the first one of them.
    openFirst() {
      this.isFirstWanted = !this.results;
      if (this.results) this.$refs.list.querySelector(".side-row a")?.click();
    },
    leaveSearch(event) {
      if (this.isNarrow) this.shut();
      else event.target.blur();
    },
  },
};

// A chat that was found by its title has the words marked there, if that is where they can be seen: a long title is cut off.
function markedTitle(row) {
  if (row.snippet?.indexOf("\u0002") > LATE) return row;
  return { ...row, snippet: "", marked: row.snippet ? pieces(row.snippet) : null };
}
