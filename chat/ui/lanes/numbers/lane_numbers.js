// A line below the lanes that opens into charts of the newest turn: how fast, how long, how dear, and when each thought and wrote.
import { defineComponent, shallowRef } from "vue";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";
import { Replay } from "polylogue/lanes/numbers/replay.js";
import { cost, seconds, speed, tokens } from "polylogue/parts/figures.js";
import { segmentsOf, ticksOf } from "polylogue/lanes/numbers/timeline.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { LaneNumbers, NumbersSummary } from "polylogue/lanes/wire.js" */
/** @import { View } from "polylogue/transcript/view.js" */

const WIDTH = 1000; // of the timeline's drawing; it is stretched to the room there is
/**
 * @typedef {object} Column
 * @property {"firstToken" | "speed" | "tokens" | "cost"} key
 * @property {string} label
 * @property {((...values: number[]) => number) | null} best
 * @property {(lane: LaneNumbers) => string} tell
 */
/** @type {Column[]} */
const COLUMNS = [
  { key: "firstToken", label: "First token", best: Math.min, tell: (lane) => seconds(lane.firstToken) },
  { key: "speed", label: "Speed", best: Math.max, tell: (lane) => speed(lane.speed, lane.isExact) },
  { key: "tokens", label: "Length", best: null, tell: (lane) => tokens(lane.tokens, lane.isExact) },
  { key: "cost", label: "Cost", best: Math.min, tell: (lane) => cost(lane.cost) },
];

export default defineComponent({
  components: { LaneIcon },
  props: { summary: { type: /** @type {PropType<NumbersSummary>} */ (Object), required: true } },
  emits: ["open"],
  template: `
    <div v-if="known.turn" class="lane-numbers" :class="{'is-open': isOpen}" role="group" aria-label="Numbers of this turn">
      <div class="lane-numbers-line">
        <button type="button" class="lane-bar-button" aria-label="Numbers" :aria-expanded="String(isOpen)" @click="toggle">
          <LaneIcon name="chevron"/><span>Numbers</span></button>
        <span class="lane-numbers-words">{{ known.words.join(" · ") }}</span>
        <span class="lane-bar-gap"></span>
        <button v-if="replay" type="button" class="lane-bar-button" aria-label="End replay" @click="replay.stop()"><LaneIcon name="stop"/>
          <span>End replay</span></button>
        <template v-else>
          <button type="button" class="lane-bar-button" aria-label="Replay" title="Play this turn again as fast as it was" @click="play(1)">
            <LaneIcon name="play"/><span>Replay</span></button>
          <button type="button" class="lane-bar-button" aria-label="Replay 4x" title="Play this turn again four times as fast"
            @click="play(4)"><span>4x</span></button>
        </template>
      </div>
      <div v-if="isOpen && lanes.length" class="lane-charts">
        <table class="lane-chart">
          <thead><tr><th scope="col"><span class="only-spoken">Lane</span></th>
            <th v-for="column in columns" :key="column.key" scope="col">{{ column.label }}</th></tr></thead>
          <tbody><tr v-for="lane in lanes" :key="lane.lane">
            <th scope="row" class="name-end" :title="lane.name"><bdi>{{ lane.name }}</bdi></th>
            <td v-for="column in columns" :key="column.key" :class="{'is-best': isBest(column, lane)}">
              <svg class="lane-bar-svg" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect width="100" height="8" rx="1" class="is-track"/><rect :width="share(column, lane)" height="8" rx="1"/></svg>
              <span>{{ column.tell(lane) }}</span>
            </td>
          </tr></tbody>
        </table>
        <svg class="lane-timeline" :viewBox="'0 0 1200 ' + (22 * lanes.length + 24)" role="img" :aria-label="spokenTimeline">
          <g v-for="tick in ticks" :key="tick"><line :x1="x(tick * 1000)" :x2="x(tick * 1000)" y1="0" :y2="22 * lanes.length"
            class="is-grid"/><text :x="x(tick * 1000)" :y="22 * lanes.length + 17">{{ tick }} s</text></g>
          <g v-for="(lane, i) in lanes" :key="lane.lane">
            <text x="188" :y="22 * i + 15" class="is-name">{{ short(lane.name) }}</text>
            <rect :x="x(0)" :y="22 * i + 10" :width="Math.max(0, x(1000 * (lane.seconds ?? 0)) - x(0))" height="2" class="is-waiting"/>
            <rect v-for="(part, j) in segments(lane)" :key="j" :x="x(part.from)" :y="22 * i + 4"
              :width="Math.max(3, x(part.to) - x(part.from))" height="14" rx="2" :class="'is-' + part.kind">
            <title>{{ part.kind }}: {{ (part.from / 1000).toFixed(1) }} s to {{ (part.to / 1000).toFixed(1) }} s</title></rect>
          </g>
        </svg>
        <p class="lane-legend" aria-hidden="true"><i class="is-waiting"></i>waiting<i class="is-thinking"></i>thinking<i class="is-writing">
          </i>writing</p>
      </div>
    </div>
    <div v-else hidden></div>`,
  setup: () => ({
    wantedSpeed: /** @type {ShallowRef<number>} */ (shallowRef()),
  }),
  data() {
    return {
      known: this.summary,
      isOpen: false,
      lanes: /** @type {LaneNumbers[]} */ ([]),
      replay: /** @type {Replay | null} */ (null),
      columns: COLUMNS,
    };
  },
  computed: {
    /** @returns {number} */
    end() {
      return Math.max(100, ...this.lanes.map((lane) => 1000 * (lane.seconds ?? 0)));
    },
    ticks() {
      return ticksOf(this.end);
    },
    spokenTimeline() {
      return (
        "Timeline: " +
        this.lanes
          .map((lane) => `${lane.name} first token after ${seconds(lane.firstToken)}, end after ${seconds(lane.seconds)}`)
          .join("; ")
      );
    },
  },
  watch: {
    summary(summary) {
      this.tell(summary);
    },
  },
  beforeUnmount() {
    this.replay?.stop();
  },
  methods: {
    /** @param {NumbersSummary} summary */
    tell(summary) {
      if (summary.turn !== this.known.turn) this.replay?.stop();
      this.known = summary;
      if (this.isOpen && summary.turn) this.$emit("open");
    },
    toggle() {
      this.isOpen = !this.isOpen;
      if (this.isOpen) this.$emit("open");
    },
    /** @param {LaneNumbers[]} lanes */
    show(lanes) {
      this.lanes = lanes;
      if (this.wantedSpeed) this.start(this.wantedSpeed);
      this.wantedSpeed = 0;
    },

    // charts

    /** @param {number} ms */
    x(ms) {
      return 196 + (ms / this.end) * (WIDTH - 4);
    },
    /** @param {LaneNumbers} lane */
    segments(lane) {
      return segmentsOf(lane.arrivals);
    },
    /** @param {string} name */
    short(name) {
      return name.length > 26 ? `…${name.slice(-25)}` : name;
    },
    /** @param {Column} column */
    valuesOf({ key }) {
      return this.lanes.map((lane) => lane[key]).filter((value) => value != null);
    },
    /** @param {Column} column @param {LaneNumbers} lane */
    share(column, lane) {
      const most = Math.max(...this.valuesOf(column), 0);
      const value = lane[column.key];
      return most && value ? Math.max(1, (100 * value) / most) : 0;
    },
    /** @param {Column} column @param {LaneNumbers} lane */
    isBest(column, lane) {
      const done = this.lanes.filter((one) => one.status === "done");
      const values = done.map((one) => one[column.key]).filter((value) => value != null);
      return column.best !== null && lane.status === "done" && new Set(values).size > 1 && lane[column.key] === column.best(...values);
    },

    // playing it again

    /** @param {number} speed */
    play(speed) {
      this.wantedSpeed = speed;
      this.$emit("open"); // the times come once, the texts are here
    },
    /** @param {number} speed */
    start(speed) {
      /** @type {(View | undefined)[]} */
      const views = [...this.$el.closest(".chat-panel").querySelectorAll(".lane .transcript")].map((root) => root.view);
      const found = this.lanes.flatMap((numbers) => {
        const view = views.find((one) => one?.shown.ownReply(numbers.reply));
        return view ? [{ numbers, view }] : [];
      });
      this.replay = new Replay(found, speed, () => (this.replay = null));
    },
  },
});
