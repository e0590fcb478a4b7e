// One plot over time as inline SVG: stacked bars, or a line a model. Drawn in the pixels there are, so that words keep their size.
import { defineComponent, shallowRef } from "vue";
import { labelled, markWords, periodWords, ticks } from "./scale.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { Unit } from "./scale.js" */

const HEIGHT = 208;
const TOP = 12;
const BOTTOM = 26;
const LEFT = 54; // at least; longer marks need more
const AXIS = 24; // what the axis itself is called
const LETTER = 6.7; // of the marks, about
const RIGHT = 10;
const TIP_WIDTH = 270;

/** @typedef {{name: string, color: string, values: (number | null)[]}} Series a value a period */

export default defineComponent({
  // words: of a tooltip; marks: at the axis
  props: {
    title: { type: String, required: true },
    axis: { type: String, required: true },
    note: { type: String, required: true },
    kind: { type: /** @type {PropType<"bars" | "lines">} */ (String), required: true },
    days: { type: /** @type {PropType<string[]>} */ (Array), required: true },
    unit: { type: /** @type {PropType<Unit>} */ (String), required: true },
    series: { type: /** @type {PropType<Series[]>} */ (Array), required: true },
    words: { type: /** @type {PropType<(value: number) => string>} */ (Function), required: true },
    marks: { type: /** @type {PropType<(value: number) => string>} */ (Function), required: true },
    empty: { type: String, required: true },
  },
  template: `
    <figure class="plot" ref="figure">
      <figcaption><strong>{{ title }}</strong><span>{{ note }}</span></figcaption>
      <p v-if="!hasValues" class="plot-empty">{{ empty }}</p>
      <div v-else class="plot-area" tabindex="0" role="group"
        :aria-label="title + ', by ' + unit + ': the arrow keys tell one ' + unit + ' after the other'"
        @pointermove="point" @pointerdown="point" @pointerleave="leave" @focus="at ??= days.length - 1" @blur="at = null" @keydown="press">
      <svg :width="width" :height="height" :viewBox="'0 0 ' + width + ' ' + height" role="img" :aria-label="spoken">
        <g class="plot-grid" aria-hidden="true">
          <template v-for="mark in scale" :key="mark"><line :x1="left" :x2="width - right" :y1="y(mark)" :y2="y(mark)"
            :class="{'is-base': !mark}"/>
            <text :x="left - 8" :y="y(mark) + 4" text-anchor="end">{{ marks(mark) }}</text></template>
          <text v-for="i in labels" :key="'d' + i" :x="Math.min(x(i), width - right - (unit === 'day' ? 18 : 28))" :y="height - 7"
            text-anchor="middle">{{ markWords(days[i], unit) }}</text>
          <text class="plot-axis" :transform="'translate(11 ' + (height - bottom + top) / 2 + ') rotate(-90)'"
            text-anchor="middle">{{ axis }}</text>
        </g>
        <rect v-if="at != null" class="plot-here" :x="left + step * at" :y="top" :width="step" :height="height - top - bottom"
          aria-hidden="true"/>
        <template v-if="kind === 'bars'">
          <rect v-for="bar in bars" :key="bar.key" class="plot-bar" :x="bar.x" :y="bar.y" :width="barWidth" :height="bar.height"
            :fill="bar.color"/>
        </template>
        <template v-else>
          <g v-for="line in lines" :key="line.name"><polyline v-for="(points, i) in line.runs" :key="i" class="plot-line" :points="points"
            :stroke="line.color"/>
            <circle v-for="dot in line.dots" :key="dot.x" class="plot-dot" :class="{'is-small': days.length > 40}" :cx="dot.x" :cy="dot.y"
              :r="days.length > 40 ? 2.4 : 3.6" :fill="line.color"/></g>
        </template>
      </svg>
      <div v-if="at != null" class="plot-tip" role="status" :style="tipPlace"><strong>{{ periodWords(days[at], unit) }}</strong>
        <span v-for="one in here" :key="one.name" class="plot-tip-line"><i :style="{ background: one.color }"></i>
          <span>{{ one.name }}</span><b>{{ words(one.values[at]) }}</b></span>
        <span v-if="!here.length" class="plot-tip-none">nothing</span>
        <span v-else-if="kind === 'bars' && here.length > 1" class="plot-tip-line is-sum"><i></i><span>Together</span>
          <b>{{ words(here.reduce((sum, one) => sum + one.values[at], 0)) }}</b></span>
      </div>
      </div>
    </figure>`,
  setup: () => ({
    figure: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    watcher: /** @type {ShallowRef<ResizeObserver>} */ (shallowRef()),
  }),
  data() {
    return { width: 480, height: HEIGHT, top: TOP, bottom: BOTTOM, right: RIGHT, at: /** @type {number | null} */ (null) };
  },
  mounted() {
    this.watcher = new ResizeObserver(([entry]) => (this.width = Math.max(240, Math.floor(entry.contentRect.width))));
    this.watcher.observe(this.figure);
  },
  beforeUnmount() {
    this.watcher.disconnect();
  },
  watch: {
    days() {
      this.at = null;
    },
  },
  computed: {
    // what the period has, as the bars lie: the highest first
    here() {
      /** @param {Series} one */
      const value = (one) => one.values[this.at ?? 0];
      const here = this.series.filter((one) => (this.kind === "bars" ? (value(one) ?? 0) > 0 : value(one) != null));
      return this.kind === "bars" ? here.reverse() : here.sort((a, b) => (value(b) ?? 0) - (value(a) ?? 0));
    },
    // Beside its period and inside the plot; below it where there is no room.
    /** @returns {Record<string, string>} */
    tipPlace() {
      if (this.width < 2 * TIP_WIDTH - 100) return { position: "static", width: "auto", maxWidth: "none", boxShadow: "none" };
      const x = this.x(this.at ?? 0);
      const isLeft = x > this.width / 2;
      const gap = this.step / 2 + 8;
      const most = this.width - TIP_WIDTH;
      return isLeft ? { right: `${Math.min(most, this.width - x + gap)}px` } : { left: `${Math.min(most, x + gap)}px` };
    },
    hasValues() {
      return this.series.some((one) => one.values.some((value) => (value ?? 0) > 0));
    },
    /** @returns {number[]} */
    scale() {
      /** @param {number} i */
      const at = (i) => this.series.map((one) => one.values[i] ?? 0);
      return ticks(Math.max(...this.days.map((_, i) => (this.kind === "bars" ? at(i).reduce((a, b) => a + b, 0) : Math.max(0, ...at(i))))));
    },
    /** @returns {number} */
    left() {
      return Math.max(LEFT, AXIS + 8 + Math.ceil(LETTER * Math.max(...this.scale.map((mark) => this.marks(mark).length))));
    },
    /** @returns {number} */
    step() {
      return (this.width - this.left - RIGHT) / this.days.length;
    },
    /** @returns {number} */
    barWidth() {
      return Math.max(1, Math.min(36, this.step - Math.max(1, this.step * 0.25)));
    },
    /** @returns {number[]} */
    labels() {
      return labelled(this.days.length, this.width - this.left - RIGHT, this.unit === "day" ? 58 : 78);
    },
    /** @returns {{key: string, x: number, y: number, height: number, color: string}[]} */
    bars() {
      return this.days.flatMap((day, i) => {
        let sum = 0;
        return this.series
          .filter((one) => (one.values[i] ?? 0) > 0)
          .map((one) => {
            const [low, high] = [sum, (sum += one.values[i] ?? 0)];
            const height = Math.max(1, this.y(low) - this.y(high) - (low ? 1 : 0));
            return { key: day + one.name, x: this.x(i) - this.barWidth / 2, y: this.y(high), height, color: one.color };
          });
      });
    },
    lines() {
      return this.series.map((one) => ({ name: one.name, color: one.color, runs: this.runs(one), dots: this.dots(one) }));
    },
    spoken() {
      const [first, last] = [this.days[0], this.days[this.days.length - 1]].map((day) => periodWords(day, this.unit));
      const names = this.series.map((one) => one.name).join(", ");
      return `${this.title}, ${this.axis}, by ${this.unit}, from ${first} to ${last}: ${names}. The numbers are in the tables below.`;
    },
  },
  methods: {
    markWords,
    periodWords,
    /** @param {PointerEvent} event */
    point(event) {
      const plot = /** @type {HTMLElement} */ (event.currentTarget);
      const x = event.clientX - plot.getBoundingClientRect().left - this.left;
      this.at = Math.max(0, Math.min(this.days.length - 1, Math.floor(x / this.step)));
    },
    /** @param {PointerEvent} event */
    leave(event) {
      if (event.pointerType === "mouse") this.at = null; // a finger that was lifted has left, too: what it touched stays
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      const last = this.days.length - 1;
      const at = this.at ?? last;
      const to = { ArrowLeft: Math.max(0, at - 1), ArrowRight: Math.min(last, at + 1), Home: 0, End: last }[event.key];
      if (event.key === "Escape") this.at = null;
      if (to === undefined) return;
      event.preventDefault();
      this.at = to;
    },
    /** @param {number} i @returns {number} */
    x(i) {
      return this.left + this.step * (i + 0.5);
    },
    /** @param {number} value @returns {number} */
    y(value) {
      return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / this.scale[this.scale.length - 1]);
    },
    /** @param {Series} one */
    dots(one) {
      return one.values.flatMap((value, i) => (value == null ? [] : [{ x: this.x(i), y: this.y(value) }]));
    },
    /**
     * Days without a value are bridged: a model that is asked now and then still makes a line.
     * @param {Series} one
     */
    runs(one) {
      const points = this.dots(one).map((dot) => `${dot.x.toFixed(1)},${dot.y.toFixed(1)}`);
      return points.length > 1 ? [points.join(" ")] : [];
    },
  },
});
