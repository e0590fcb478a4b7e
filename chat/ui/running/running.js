// Every reply that is being written, in any chat. Rows come in one message; what they say of the time is counted here.
import { defineComponent, markRaw, shallowRef } from "vue";
import Icon from "polylogue/parts/icons.js";
import RunningRow from "polylogue/running/running_row.js";
import RunningSuite from "polylogue/running/running_suite.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { Changes, ReplyRow, Start, SuiteRow } from "./wire.js" */

const TICK_MS = 250;

/** @param {number} number @param {string} one @param {string} several */
const counted = (number, one, several) => `${number} ${number === 1 ? one : several}`;

export default defineComponent({
  components: { Icon, RunningRow, RunningSuite },
  props: { start: { type: /** @type {PropType<Start>} */ (Object), required: true } },
  emits: ["stop", "stop-suite", "stop-all"],
  template: `
    <section class="running" aria-labelledby="running-title">
      <div class="running-column">
        <header class="running-head">
          <div><h1 id="running-title" ref="title" tabindex="-1">Running</h1><p role="status">{{ countWords }}</p></div>
          <button v-if="runs" type="button" class="button is-danger" @click="$emit('stop-all')"><Icon name="stop"/>Stop all</button>
        </header>
        <div v-if="!runs" class="empty-box">
          <h2>Nothing is running</h2>
          <p>Every reply that is being written shows up here, whichever chat it belongs to, with its last words and a way to stop it.</p>
          <a href="/new" class="button is-main">New chat</a>
        </div>
        <ul v-if="suites.length" class="running-rows" aria-label="Running suites">
          <RunningSuite v-for="suite in suites" :key="suite.id" :suite="suite" @stop="$emit('stop-suite', suite.id)"/>
        </ul>
        <ul v-if="rows.length" class="running-rows" aria-label="Running replies">
          <RunningRow v-for="row in rows" :key="row.id" :row="row" :now="now" @stop="$emit('stop', row.chat, row.lane)"/>
        </ul>
        <section class="running-cost" aria-labelledby="running-cost-title">
          <header><h2 id="running-cost-title">Today</h2><a href="/stats">Statistics</a></header>
          <div v-if="spending.limit != null" class="running-budget" :class="'is-' + (spending.level || 'fine')">
            <div class="running-bar" role="meter" aria-label="Daily budget" aria-valuemin="0" :aria-valuemax="spending.limit"
              :aria-valuenow="Math.min(spending.spent, spending.limit)"
              :aria-valuetext="spending.total + ' of ' + spending.limitWords"><i :style="{ width: share + '%' }"></i></div>
            <p>{{ spending.total }} of {{ spending.limitWords }} <a href="/settings#spending">Change</a></p>
          </div>
          <p v-if="!spending.models.length" class="running-none">No reply has ended today.</p>
          <table v-else>
            <thead><tr><th scope="col">Model</th><th scope="col" class="is-number">Replies</th><th scope="col" class="is-number">Cost</th>
              </tr></thead>
            <tbody><tr v-for="[model, replies, cost, unpriced] in spending.models" :key="model">
              <th scope="row" class="name-end" :title="model"><bdi>{{ model }}</bdi></th>
              <td class="is-number">{{ replies.toLocaleString("en") }}</td>
              <td class="is-number">{{ costWords(replies, cost, unpriced) }}<small
                v-if="unpriced && unpriced < replies"> + {{ unpriced }} not known</small></td>
            </tr></tbody>
            <tfoot><tr><th scope="row">Together</th><td class="is-number">{{ total.toLocaleString("en") }}</td>
              <td class="is-number">{{ costWords(total, spending.cost, unpriced) }}<small
                v-if="unpriced && unpriced < total"> + {{ unpriced }} not known</small></td></tr></tfoot>
          </table>
        </section>
      </div>
    </section>`,
  setup: () => ({
    title: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    timer: /** @type {ShallowRef<number>} */ (shallowRef()),
    skew: /** @type {ShallowRef<number>} */ (shallowRef()),
  }),
  data() {
    return { rows: /** @type {ReplyRow[]} */ ([]), suites: /** @type {SuiteRow[]} */ ([]), spending: this.start.spending, now: 0 };
  },
  computed: {
    runs() {
      return this.rows.length + this.suites.length > 0;
    },
    countWords() {
      const chats = new Set(this.rows.map((row) => row.chat)).size;
      const words = [];
      if (this.rows.length) words.push(`${counted(this.rows.length, "reply", "replies")} in ${counted(chats, "chat", "chats")}`);
      if (this.suites.length) words.push(counted(this.suites.length, "prompt suite", "prompt suites"));
      return words.join(" · ");
    },
    share() {
      const { spent, limit } = this.spending;
      return limit ? Math.min(100, (spent / limit) * 100) : 100;
    },
    total() {
      return this.spending.models.reduce((sum, [, replies]) => sum + replies, 0);
    },
    unpriced() {
      return this.spending.models.reduce((sum, [, , , unpriced]) => sum + unpriced, 0);
    },
  },
  watch: {
    start(start) {
      this.begin(start);
    },
  },
  created() {
    this.begin(this.start);
  },
  mounted() {
    this.timer = setInterval(() => {
      if (this.rows.length && !document.hidden) this.now = Date.now() + this.skew;
    }, TICK_MS);
  },
  beforeUnmount() {
    clearInterval(this.timer);
  },
  methods: {
    /** @param {number} replies @param {string} cost @param {number} unpriced */
    costWords(replies, cost, unpriced) {
      return unpriced === replies ? "not known" : cost;
    },
    /** @param {Start} start */
    begin(start) {
      this.rows = [];
      this.tell(start);
    },
    /**
     * Called by Python: rows that are new or have changed (only what is different), ids of those that have ended; suites as a whole.
     * @param {Changes} changes
     */
    tell({ now, rows, gone, suites, spending }) {
      const held = this.heldRow();
      this.skew = now * 1000 - Date.now();
      this.now = now * 1000;
      const changes = new Map(rows.map((row) => [row.id, row]));
      const left = new Set(gone);
      this.rows = this.rows
        .filter((row) => !left.has(row.id))
        .map((row) => {
          const changed = changes.get(row.id);
          changes.delete(row.id);
          return changed ? markRaw({ ...row, ...changed }) : row;
        });
      for (const row of changes.values()) this.rows.push(markRaw(/** @type {ReplyRow} */ (row)));
      if (suites) this.suites = suites;
      if (spending) this.spending = spending;
      if (held != null) this.$nextTick(() => this.passFocusOn(held));
    },

    // What was stopped goes, and the button with it. The focus is passed on to where a second press stops nothing else.

    rowsShown() {
      return [...this.$el.querySelectorAll(".running-row")];
    },
    heldRow() {
      const held = document.activeElement;
      return held && this.$el?.contains(held) ? this.rowsShown().indexOf(/** @type {HTMLElement} */ (held.closest(".running-row"))) : null;
    },
    /** @param {number} at */
    passFocusOn(at) {
      if (document.activeElement !== document.body) return;
      const rows = this.rowsShown();
      const row = rows[Math.min(at, rows.length - 1)];
      (row?.querySelector(".running-title a") ?? this.title).focus();
    },
  },
});
