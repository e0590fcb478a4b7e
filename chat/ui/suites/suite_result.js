// One suite: how far it is, and a table of prompts x lanes of which only the rows on screen exist.
import { defineComponent, shallowRef } from "vue";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";
import { copyText } from "polylogue/transcript/actions.js";
import { writeInto } from "polylogue/transcript/markdown/as_written.js";
import { Rendering } from "polylogue/transcript/markdown/rendering.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { Filter, Row, Rows, Suite, SuiteFacts, WholeCell } from "./wire.js" */

const ROW = 92;
const SPARE = 8; // pixels of a row; rows above and below the screen
/** @param {number} number */
const grouped = (number) => number.toLocaleString("en");

export default defineComponent({
  components: { LaneIcon },
  props: {
    suite: { type: /** @type {PropType<Suite>} */ (Object), required: true },
    facts: { type: /** @type {PropType<SuiteFacts>} */ (Object), required: true },
  },
  emits: ["rows", "cell", "act", "open"],
  template: `
    <section class="suite-result" :aria-label="suite.title">
      <header class="suite-top">
        <div class="suite-line">
          <a class="icon-button" href="/suite" aria-label="All suites" title="All suites"><LaneIcon name="chevron" class="suite-back"/></a>
          <h1 dir="auto" :title="suite.title">{{ suite.title }}</h1>
          <div class="suite-buttons">
            <button v-if="now.isRunning" type="button" class="button" @click="$emit('act', 'stop')"><LaneIcon name="stop"/>Stop</button>
            <button v-else-if="now.left" type="button" class="button is-main" @click="$emit('act', 'resume')">
              <LaneIcon name="play"/>Resume</button>
            <button v-if="now.counts.failed && !now.isRunning" type="button" class="button" @click="$emit('act', 'retry-failed')">
              <LaneIcon name="retry"/>Retry failed</button>
            <a class="button" :href="address('csv')" download aria-label="CSV" title="Download as CSV"><LaneIcon name="download"/>CSV</a>
            <a class="button" :href="address('html')" download aria-label="HTML" title="Download as one HTML page">
              <LaneIcon name="download"/>HTML</a>
            <button type="button" class="icon-button" aria-label="Delete suite" title="Delete suite" @click="$refs.sure.showModal()">
              <LaneIcon name="trash"/></button>
          </div>
        </div>
        <div class="suite-bar" role="progressbar" aria-label="Progress" :aria-valuenow="ended" aria-valuemin="0" :aria-valuemax="now.total"
          :class="{'is-running': now.isRunning}">
          <i class="is-done" :style="{width: share(now.counts.done)}"></i><i class="is-failed" :style="{width: share(now.counts.failed)}">
            </i><i class="is-active" :style="{width: share(now.counts.running)}"></i>
        </div>
        <p class="suite-counts" role="status" data-part="state"><template v-for="(word, i) in words" :key="i">
          <span :class="word[1]">{{ word[0] }}</span></template></p>
        <p v-if="now.problem" class="note is-warning" role="alert">{{ now.problem }}</p>
        <div class="suite-filter" role="group" aria-label="Show">
          <button v-for="one in filters" :key="one.name" type="button" class="lane-bar-button" :aria-pressed="String(one.name === filter)"
            @click="choose(one.name)">{{ one.label }}<small v-if="one.count != null">{{ grouped(one.count) }}</small></button>
        </div>
      </header>
      <div ref="frame" class="suite-frame" tabindex="0" role="region" aria-label="Results" @scroll.passive="look">
        <div class="suite-table" role="table" :aria-rowcount="total + 1" :aria-colcount="suite.lanes.length + 2"
          :style="{'--lanes': suite.lanes.length}">
          <div class="suite-row is-head" role="row" aria-rowindex="1">
            <div role="columnheader" class="suite-number">#</div><div role="columnheader">Prompt</div>
            <div v-for="(lane, i) in suite.lanes" :key="i" role="columnheader" :title="lane.name"><span class="name-end">
              <bdi>{{ lane.name }}</bdi></span><small v-if="lane.words">{{ lane.words }}</small></div>
          </div>
          <div role="rowgroup" class="suite-rows" :style="{height: total * row + 'px'}">
            <div v-for="entry in shown" :key="entry.at" class="suite-row" role="row" :aria-rowindex="entry.at + 2"
              :style="{transform: 'translateY(' + entry.at * row + 'px)'}">
              <div role="rowheader" class="suite-number">{{ grouped(entry.row.number + 1) }}</div>
              <div role="cell" class="suite-prompt" dir="auto"><span>{{ entry.row.prompt }}{{ entry.row.isCut ? "…" : "" }}</span></div>
              <div v-for="(cell, i) in entry.row.cells" :key="i" role="cell" :data-status="cell.state">
                <button v-if="cell.state !== 'waiting'" type="button" class="suite-cell" :aria-label="cellName(entry.row, i)"
                  :aria-description="cell.state" @click="ask(entry.row.number, i)">
                  <span v-if="cell.state === 'running'" class="suite-state is-active">{{ cell.words }}…</span>
                  <template v-else>
                    <span v-if="cell.problem" class="suite-state is-failed">{{ cell.problem }}</span>
                    <span v-else-if="cell.state === 'stopped'" class="suite-state">Stopped{{ cell.text ? ": " + cell.text : "" }}</span>
                    <span v-else class="suite-said" dir="auto">{{ cell.text || "(empty answer)" }}</span>
                    <small>{{ cell.words }}</small>
                  </template>
                </button>
                <span v-else class="suite-waiting" aria-label="waiting">–</span>
              </div>
            </div>
          </div>
          <p v-if="isLoaded && !total" class="suite-none">{{ filter === "failed" ? "Nothing has failed." : "Nothing here yet." }}</p>
        </div>
      </div>
      <dialog ref="dialog" class="suite-dialog" aria-labelledby="suite-answer"
        @click="$event.target === $refs.dialog && $refs.dialog.close()">
        <div v-if="cell" class="suite-sheet">
          <header><h2 id="suite-answer"><small>Prompt {{ grouped(cell.number + 1) }}</small><span class="name-end">
            <bdi>{{ suite.lanes[cell.column].name }}</bdi></span></h2>
            <button type="button" class="icon-button" aria-label="Previous lane" title="Previous lane" :disabled="cell.column === 0"
              @click="ask(cell.number, cell.column - 1)"><LaneIcon name="chevron" class="suite-back"/></button>
            <button type="button" class="icon-button" aria-label="Next lane" title="Next lane"
              :disabled="cell.column === suite.lanes.length - 1" @click="ask(cell.number, cell.column + 1)">
            <LaneIcon name="chevron" class="suite-on"/></button>
            <button type="button" class="icon-button" aria-label="Close" title="Close" @click="$refs.dialog.close()">
              <LaneIcon name="close"/></button></header>
          <div class="suite-scroll" tabindex="0">
            <div ref="asked" class="suite-asked" dir="auto"></div>
            <details v-if="cell.thinking"><summary>Thinking</summary><div ref="thought" class="suite-thought" dir="auto"></div></details>
            <p v-if="cell.problem" class="note is-bad" role="alert">{{ cell.problem }}</p>
            <p v-else-if="cell.state !== 'done'"
              class="soft">{{ { waiting: "Not asked yet.", running: "Being written…", stopped: "Stopped; Resume asks again." }[cell.state]
              }}</p>
            <div class="transcript"><div ref="text" class="prose" data-part="text" dir="auto"></div></div>
          </div>
          <footer><span class="soft">{{ cell.words }}</span><span class="lane-bar-gap"></span>
            <button type="button" class="button" @click="copy">{{ isCopied ? "Copied" : "Copy" }}</button>
            <button type="button" class="button" @click="$refs.dialog.close(); $emit('open', cell.number)">Open as chat</button></footer>
        </div>
      </dialog>
      <dialog ref="sure" class="suite-dialog is-small" aria-labelledby="suite-sure"><div class="suite-sheet">
        <h2 id="suite-sure">Delete this suite?</h2><p class="soft">Its prompts and answers will be deleted for good.</p>
        <footer><span class="lane-bar-gap"></span><button type="button" class="button" @click="$refs.sure.close()">Keep</button>
          <button type="button" class="button is-danger" @click="$refs.sure.close(); $emit('act', 'delete')">Delete</button></footer>
      </div></dialog>
    </section>`,
  setup: () => ({
    frame: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    dialog: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
    sure: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
    asked: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    thought: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    text: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    observer: /** @type {ShallowRef<ResizeObserver>} */ (shallowRef()),
    waiting: /** @type {ShallowRef<number>} */ (shallowRef()),
    ticket: /** @type {ShallowRef<number>} */ (shallowRef()),
    isStale: /** @type {ShallowRef<boolean>} */ (shallowRef()),
  }),
  data() {
    return {
      now: this.facts,
      filter: /** @type {Filter} */ ("all"),
      total: this.suite.count,
      rows: /** @type {Record<number, Row>} */ ({}),
      from: 0,
      to: 0,
      isLoaded: false,
      cell: /** @type {WholeCell | null} */ (null),
      isCopied: false,
      row: ROW,
    };
  },
  computed: {
    ended() {
      return this.now.counts.done + this.now.counts.failed;
    },
    words() {
      const { counts, total, spent, timeLeft, isRunning } = this.now;
      const words = [[`${grouped(this.ended)} of ${grouped(total)} answers`, ""]];
      if (counts.failed) words.push([`${grouped(counts.failed)} failed`, "is-failed"]);
      if (counts.running) words.push([`${grouped(counts.running)} running`, ""]);
      if (counts.stopped) words.push([`${grouped(counts.stopped)} stopped`, ""]);
      if (spent) words.push([`${spent} so far`, ""]);
      if (isRunning && timeLeft) words.push([`about ${timeLeft} left`, ""]);
      if (!isRunning && !this.now.left) words.push(["finished", ""]);
      return words;
    },
    filters() {
      return [
        { name: "all", label: "All", count: this.suite.count },
        { name: "failed", label: "Failed" },
        { name: "done", label: "Answered" },
      ];
    },
    shown() {
      /** @type {{at: number, row: Row}[]} */
      const shown = [];
      for (let at = this.from; at < this.to; at++) if (this.rows[at]) shown.push({ at, row: this.rows[at] });
      return shown;
    },
  },
  watch: {
    facts(facts) {
      this.tell(facts);
    },
  },
  mounted() {
    this.observer = new ResizeObserver(() => this.look());
    this.observer.observe(this.frame);
    this.look();
  },
  beforeUnmount() {
    this.observer.disconnect();
    cancelAnimationFrame(this.waiting);
  },
  methods: {
    grouped,
    /** @param {"csv" | "html"} format */
    address(format) {
      return `${window.path_prefix ?? ""}/api/suites/${this.suite.id}/export?format=${format}`;
    },
    /** @param {number} count */
    share(count) {
      return `${(100 * count) / Math.max(1, this.now.total)}%`;
    },
    /** @param {Row} row @param {number} column */
    cellName(row, column) {
      // no state in it: "stopped" would be taken for the button "Stop"
      return `${this.suite.lanes[column].name} on prompt ${row.number + 1}`;
    },
    /** @param {SuiteFacts} facts */
    tell(facts) {
      const wasFiltered = this.filter !== "all" && JSON.stringify(facts.counts) !== JSON.stringify(this.now.counts);
      this.now = facts;
      if (wasFiltered) this.request();
    },

    // rows

    look() {
      cancelAnimationFrame(this.waiting);
      this.waiting = requestAnimationFrame(() => {
        const { scrollTop, clientHeight } = this.frame;
        const from = Math.max(0, Math.floor(scrollTop / ROW) - SPARE);
        const to = Math.min(this.total, Math.ceil((scrollTop + clientHeight) / ROW) + SPARE);
        if (this.isLoaded && from === this.from && to === this.to) return;
        Object.assign(this, { from, to });
        this.request();
      });
    },
    /** One question at a time: while an answer is on its way, only the newest wish is kept. */
    request() {
      if (this.ticket) {
        this.isStale = true;
        return;
      }
      this.ticket = Math.random();
      this.$emit("rows", { ticket: this.ticket, filter: this.filter, start: this.from, end: Math.max(this.to, this.from + 1) });
    },
    /** @param {Rows} answer */
    take({ ticket, total, start, rows }) {
      if (ticket !== this.ticket) return;
      this.ticket = 0;
      if (this.isStale) {
        this.isStale = false;
        this.request();
      }
      this.rows = Object.fromEntries(rows.map((row, i) => [start + i, row]));
      this.isLoaded = true;
      if (total !== this.total) {
        this.total = total;
        this.look();
      }
    },
    /** @param {Row[]} rows */
    change(rows) {
      const fresh = new Map(rows.map((row) => [row.number, row]));
      for (const [at, row] of Object.entries(this.rows)) this.rows[Number(at)] = fresh.get(row.number) ?? row;
    },
    /** @param {Filter} filter */
    choose(filter) {
      this.filter = filter;
      this.frame.scrollTop = 0;
      Object.assign(this, { from: 0, to: Math.ceil(this.frame.clientHeight / ROW) + SPARE });
      this.request();
    },

    // one answer

    /** @param {number} number @param {number} column */
    ask(number, column) {
      this.$emit("cell", { number, column });
    },
    /** @param {WholeCell} cell */
    async show_cell(cell) {
      this.cell = cell;
      await this.$nextTick();
      this.text.replaceChildren();
      writeInto(this.asked, cell.prompt ?? "");
      if (this.thought) writeInto(this.thought, cell.thinking);
      const rendering = new Rendering(this.text, { hasCursor: false });
      rendering.append(cell.text ?? "");
      rendering.finish();
      if (!this.dialog.open) this.dialog.showModal();
      /** @type {HTMLElement} */ (this.dialog.querySelector(".suite-scroll")).scrollTop = 0;
    },
    async copy() {
      await copyText(this.cell?.text ?? "");
      this.isCopied = true;
      setTimeout(() => (this.isCopied = false), 1200);
    },
  },
});
