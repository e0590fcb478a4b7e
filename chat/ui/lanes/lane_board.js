// Lays the lanes out: side by side, or one of them with tabs for all. Which one is shown is the browser's own business.
import { defineComponent, shallowRef } from "vue";
import LaneTabs from "polylogue/lanes/lane_tabs.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { BoardLane, TabWords } from "polylogue/lanes/wire.js" */
/** @import { EventOf } from "../parts/page.d.ts" */

const TYPED_IN = "input, textarea, select, [contenteditable]";

export default defineComponent({
  components: { LaneTabs },
  props: { lanes: /** @type {PropType<BoardLane[]>} */ (Array) },
  template: `
    <div class="lane-board" @lane-words="note" @lane-focus="focusOn($event.target)" @lane-found="bring($event.target)" @keydown="press">
      <LaneTabs ref="tabs" :lanes="board.lanes" :shown="board.shown" :is-focused="board.isFocused" :states="board.states" @show="show"
        @back="focus(null)"/>
      <div class="lane-row" ref="row"><slot></slot></div>
    </div>`,
  setup: () => ({
    tabs: /** @type {ShallowRef<InstanceType<typeof LaneTabs>>} */ (shallowRef()),
    row: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    held: /** @type {ShallowRef<number>} */ (shallowRef()),
  }),
  data() {
    const lanes = this.lanes ?? [];
    return { board: { lanes, shown: lanes[0]?.number ?? 0, isFocused: false, states: /** @type {Record<number, TabWords>} */ ({}) } };
  },
  watch: {
    lanes(lanes) {
      this.tell(lanes);
    },
  },
  mounted() {
    this.mark();
  },
  // columns come or go
  beforeUpdate() {
    this.held = this.columns().findIndex((column) => column === document.activeElement?.closest(".lane"));
  },
  updated() {
    this.mark();
    if (this.held >= 0 && document.activeElement === document.body) this.passFocusOn(this.held);
  },
  methods: {
    /** @param {BoardLane[]} lanes */
    tell(lanes) {
      const before = this.board.lanes.length;
      this.board.lanes = lanes;
      if (!lanes.some((lane) => lane.number === this.board.shown)) this.board.shown = lanes[0]?.number ?? 0;
      if (lanes.length < 2) this.board.isFocused = false;
      this.mark();
      if (lanes.length > before) this.$nextTick(() => (this.row.scrollLeft = this.row.scrollWidth));
    },
    columns() {
      return /** @type {HTMLElement[]} */ ([...this.row.children]);
    },
    /**
     * A lane went with the button that removed it.
     * @param {number} at
     */
    passFocusOn(at) {
      const column = this.columns()
        .filter((one) => one.getClientRects().length)
        .at(Math.min(at, this.columns().length - 1));
      column?.querySelector(".lane-head [aria-label='Lane menu']")?.focus();
    },
    /** @param {HTMLElement} element */
    numberOf(element) {
      return Number(element.closest("[data-lane-number]")?.dataset.laneNumber);
    },
    /** @param {EventOf<HTMLElement, CustomEvent<TabWords>>} event */
    note(event) {
      this.board.states[this.numberOf(event.target)] = event.detail;
    },

    // one lane

    /** @param {HTMLElement} element */
    focusOn(element) {
      const number = this.numberOf(element);
      this.focus(this.board.isFocused && this.board.shown === number ? null : number);
    },
    /** @param {number | null} number */
    focus(number) {
      this.board.isFocused = number != null;
      if (number != null) this.board.shown = number;
      this.mark();
      const shown = this.columns().find((column) => this.numberOf(column) === this.board.shown);
      if (number == null) shown?.scrollIntoView({ block: "nearest", inline: "center" });
    },
    /** @param {number} number */
    show(number) {
      this.board.shown = number;
      this.mark();
    },
    /**
     * A search has found something in this lane.
     * @param {HTMLElement} element
     */
    bring(element) {
      this.show(this.numberOf(element));
      element.closest("[data-lane-number]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    },
    mark() {
      this.$el.classList.toggle("is-focused", this.board.isFocused);
      this.$el.classList.toggle("is-single", this.board.lanes.length < 2);
      for (const column of this.columns()) column.toggleAttribute("data-shown", this.numberOf(column) === this.board.shown);
    },
    /** @param {EventOf<HTMLElement, KeyboardEvent>} event */
    press(event) {
      if (!this.board.isFocused || event.target.closest(TYPED_IN) || event.altKey || event.ctrlKey || event.metaKey) return;
      const { lanes, shown } = this.board;
      const at = lanes.findIndex((lane) => lane.number === shown);
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === "Escape") this.focus(null);
      else if (step) this.show(lanes[(at + step + lanes.length) % lanes.length].number);
      else return;
      event.preventDefault();
      const column = this.columns().find((one) => this.numberOf(one) === this.board.shown);
      if (column && !this.tabs.$el.contains(document.activeElement)) column.focus({ preventScroll: true });
    },
  },
});
