// What the replies come to: four plots over time, and the same numbers as tables.
import { defineComponent, shallowRef } from "vue";
import Plot from "polylogue/stats/plot.js";
import { money, seconds, speed } from "polylogue/parts/figures.js";
import { moneyMark, periods, periodWords, short, shortened } from "polylogue/stats/scale.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { EventOf } from "../parts/page.d.ts" */
/** @import { Figures, Row, Stats } from "./wire.js" */
/** @import { Series } from "./plot.js" */

const RANGES = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["all", "All"],
];
/** @type {("replies" | "input" | "output" | "uncounted" | "cost" | "unpriced")[]} */
const ADDED = ["replies", "input", "output", "uncounted", "cost", "unpriced"]; // medians are not
/** @param {string} model @param {string} period */
const keyOf = (model, period) => `${model}\n${period}`;

/** @typedef {{name: string, color: string, models: string[], isSum?: boolean}} Shown a model, or several that are added up */

const COLOURS = 8; // more cannot be told apart; the other models are added up

export default defineComponent({
  components: { Plot },
  props: { figures: /** @type {PropType<Stats>} */ (Object), range: { type: String, required: true } },
  emits: ["range"],
  template: `
    <section class="stats" aria-labelledby="stats-title" :aria-busy="String(isWaiting)">
      <div class="stats-column">
        <header class="stats-head">
          <div><h1 id="stats-title">Statistics</h1><p role="status">{{ sumWords }}</p></div>
          <fieldset class="choice-values" @change="choose"><legend class="only-spoken">Range</legend>
            <label v-for="[value, words] in ranges" :key="value">
              <input type="radio" name="stats-range" :value="value" :checked="value === chosen"><span>{{ words }}</span></label>
          </fieldset>
        </header>
        <p v-if="known?.problem" class="note is-bad" role="alert">{{ known.problem }}</p>
        <div v-else-if="known && !known.models.length" class="empty-box">
          <h2>{{ known.range === "all" ? "Nothing to count yet" : "Nothing in these days" }}</h2>
          <p>{{ known.range === "all" ? "As soon as a model has answered, its tokens, cost and speed show up here."
            : "No model has answered in this time. Choose a longer range, or ask something." }}</p>
          <a href="/new" class="button is-main">New chat</a>
        </div>
        <template v-else-if="known">
          <ul class="stats-legend" aria-label="Models">
            <li v-for="one in legend" :key="one.name"><button type="button" :aria-pressed="String(!hidden.has(one.name))"
              :aria-label="one.name" :title="(hidden.has(one.name) ? 'Show ' : 'Hide ') + one.name" @click="flip(one.name)">
            <i :style="{ background: one.color }"></i>{{ shortened(one.name) }}</button></li>
          </ul>
          <div class="stats-plots">
            <Plot title="Tokens" axis="tokens" note="read and written" kind="bars" :days="days" :unit="known.unit"
              :series="series('tokens')" :words="tokenWords" :marks="short" empty="No model has counted its tokens."/>
            <Plot title="Cost" axis="US dollars" note="as far as prices are known" kind="bars" :days="days" :unit="known.unit"
              :series="series('cost')" :words="money" :marks="moneyMark" empty="Nothing has cost anything, as far as prices are known."/>
            <Plot title="Time to first token" axis="seconds" note="median, less is better" kind="lines" :days="days" :unit="known.unit"
              :series="series('first')" :words="seconds" :marks="short" empty="Nothing was measured."/>
            <Plot title="Speed" axis="tokens/s" note="median, more is better" kind="lines" :days="days" :unit="known.unit"
              :series="series('speed')" :words="speed" :marks="short" empty="No model has counted its tokens."/>
          </div>
          <section aria-labelledby="stats-models"><h2 id="stats-models">By model</h2>
            <div class="stats-frame" tabindex="0" role="group" aria-labelledby="stats-models"><table>
              <thead><tr><th scope="col">Model</th><th v-for="head in heads" :key="head" scope="col" class="is-number">{{ head }}</th></tr>
                </thead>
              <tbody><tr v-for="row in known.models" :key="row.model"><th scope="row" class="name-end" :title="row.model">
                <bdi>{{ row.model }}</bdi></th><td v-for="(cell, i) in cells(row)" :key="i" class="is-number">{{ cell }}</td></tr></tbody>
              <tfoot><tr><th scope="row">Together</th><td v-for="(cell, i) in cells(sum(known.models))" :key="i"
                class="is-number">{{ cell }}</td></tr></tfoot>
            </table></div>
          </section>
          <section aria-labelledby="stats-days"><h2 id="stats-days">By {{ known.unit }}</h2>
            <div class="stats-frame is-tall" tabindex="0" role="group" aria-labelledby="stats-days"><table>
              <thead><tr><th scope="col">{{ known.unit === "day" ? "Day" : known.unit === "week" ? "Week" : "Month" }}</th>
                <th scope="col">Model</th><th v-for="head in heads" :key="head" scope="col" class="is-number">{{ head }}</th></tr></thead>
              <tbody><tr v-for="row in latest" :key="row.period + row.model" :class="{'is-first': row.isFirst}">
                <th scope="row">{{ row.isFirst ? words(row.period) : "" }}<span v-if="!row.isFirst"
                  class="only-spoken">{{ words(row.period) }}</span></th>
                <td class="name-end" :title="row.model"><bdi>{{ row.model }}</bdi></td>
                <td v-for="(cell, i) in cells(row)" :key="i" class="is-number">{{ cell }}</td></tr></tbody>
            </table></div>
          </section>
          <ul class="stats-notes">
            <li>These figures cover every answer that has begun to arrive, in all saved chats. Deleted and temporary chats are not included;
              blind comparisons are included once they are revealed.</li>
            <li v-if="uncounted">{{ uncounted.toLocaleString("en") }} {{ uncounted === 1 ? "reply" : "replies" }} came without a count of
              tokens and without a speed.</li>
            <li v-if="unpriced">The price of {{ unpriced.toLocaleString("en") }} {{ unpriced === 1 ? "reply" : "replies" }} is not known;
              the cost is without them.</li>
            <li v-if="known.models.length > colours">The plots show the {{ colours }} models that wrote most; tokens and cost of the others
              are added up.</li>
          </ul>
        </template>
      </div>
    </section>`,
  setup: () => ({
    colourOf: /** @type {ShallowRef<Map<string, number>>} */ (shallowRef()),
  }),
  data() {
    return {
      known: /** @type {Stats | null} */ (null),
      chosen: this.range,
      isWaiting: !this.figures,
      hidden: /** @type {Set<string>} */ (new Set()),
      ranges: RANGES,
      colours: COLOURS,
      heads: ["Replies", "Tokens in", "Tokens out", "Cost", "First token", "Speed"],
    };
  },
  created() {
    this.colourOf = new Map(); // model -> number of its colour, for as long as the page is open
    this.take(this.figures);
  },
  watch: {
    figures(figures) {
      this.tell(figures);
    },
  },
  computed: {
    /** @returns {string[]} */
    days() {
      return this.known ? periods(this.known.start, this.known.end, this.known.unit) : [];
    },
    /** @returns {Row[]} */
    models() {
      return this.known?.models ?? [];
    },
    /** @returns {Shown[]} */
    legend() {
      const names = this.models
        .slice(0, COLOURS)
        .map(({ model }) => ({ name: model, color: `var(--series-${this.colourOf.get(model)})`, models: [model] }));
      const others = this.models.slice(COLOURS).map((row) => row.model);
      return others.length
        ? [...names, { name: `${others.length} others`, color: "var(--series-other)", models: others, isSum: true }]
        : names;
    },
    /** @returns {Map<string, Row>} the row of each model in each period, by `keyOf` */
    table() {
      return new Map((this.known?.periods ?? []).map((row) => [keyOf(row.model, row.period), row]));
    },
    latest() {
      const rows = [...(this.known?.periods ?? [])].sort((a, b) => b.period.localeCompare(a.period) || b.output - a.output).slice(0, 1000);
      return rows.map((row, i) => ({ ...row, isFirst: rows[i - 1]?.period !== row.period }));
    },
    uncounted() {
      return this.sum(this.models).uncounted;
    },
    unpriced() {
      return this.sum(this.models).unpriced;
    },
    sumWords() {
      if (this.isWaiting) return "Counting…";
      if (!this.models.length) return "";
      const { replies, input, output, cost } = this.sum(this.models);
      return `${replies.toLocaleString("en")} ${replies === 1 ? "reply" : "replies"} · ${short(input + output)} tokens · ${money(cost)}`;
    },
  },
  methods: {
    money,
    moneyMark,
    seconds,
    short,
    shortened,
    speed,
    /** @param {Stats} stats */
    tell(stats) {
      if (stats.range !== this.chosen) return;
      this.take(stats);
      this.isWaiting = false;
    },
    /**
     * A model keeps its colour in every range; only a ninth one takes that of a model that is not shown now.
     * @param {Stats | undefined} stats
     */
    take(stats) {
      const names = (stats?.models ?? []).slice(0, COLOURS).map((row) => row.model);
      for (const name of names.filter((name) => !this.colourOf.has(name))) {
        const numbers = Array.from({ length: COLOURS }, (_, i) => i + 1);
        const holders = new Map([...this.colourOf].map(([holder, number]) => [number, holder]));
        /** @param {number} number */
        const holderOf = (number) => holders.get(number) ?? "";
        const free = numbers.find((number) => !holders.has(number));
        const number = free ?? numbers.find((number) => !names.includes(holderOf(number))) ?? 1;
        this.colourOf.delete(holderOf(number));
        this.colourOf.set(name, number);
      }
      this.known = stats ?? null;
    },
    /** @param {EventOf<HTMLInputElement>} event */
    choose(event) {
      this.chosen = event.target.value;
      this.isWaiting = true;
      this.$emit("range", this.chosen);
    },
    /** @param {string} name */
    flip(name) {
      if (!this.hidden.delete(name)) this.hidden.add(name);
      this.hidden = new Set(this.hidden);
    },
    /** @param {string} day */
    words(day) {
      return periodWords(day, this.known?.unit ?? "day");
    },
    /** @param {number} count */
    tokenWords(count) {
      return `${count.toLocaleString("en")} tokens`;
    },
    /**
     * `what` of each model of the legend, a value a period; medians of several models cannot be added up
     * @param {"tokens" | "cost" | "first" | "speed"} what
     * @returns {Series[]}
     */
    series(what) {
      const isSum = what === "tokens" || what === "cost";
      /** @param {Row} row */
      const valueOf = (row) => (what === "tokens" ? row.input + row.output : row[what]);
      return this.legend
        .filter((one) => !this.hidden.has(one.name) && (isSum || !one.isSum))
        .map((one) => ({
          ...one,
          values: this.days.map((day) => {
            const values = one.models.flatMap((model) => this.table.get(keyOf(model, day)) ?? []).map(valueOf);
            return isSum ? values.reduce((sum, value) => Number(sum) + Number(value), 0) : (values[0] ?? null);
          }),
        }));
    },
    /** @param {Row[]} rows @returns {Figures} */
    sum(rows) {
      const sum = { replies: 0, input: 0, output: 0, uncounted: 0, cost: 0, unpriced: 0, first: null, speed: null };
      for (const row of rows) for (const key of ADDED) sum[key] += row[key];
      return sum;
    },
    /** @param {Figures} row */
    cells(row) {
      const isCounted = row.uncounted < row.replies;
      /** @param {number} number */
      const count = (number) => (isCounted ? number.toLocaleString("en") : "–");
      return [
        row.replies.toLocaleString("en"),
        count(row.input),
        count(row.output),
        row.unpriced === row.replies ? "–" : money(row.cost),
        row.first == null ? "" : seconds(row.first),
        row.speed == null ? "" : speed(row.speed),
      ];
    },
  },
});
