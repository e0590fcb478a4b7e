// A line below the lanes that opens into charts of the newest turn: how fast, how long, how dear, and when each thought and wrote.
import LaneIcon from "polylogue/lanes/column/lane_icons.js";
import { Replay } from "polylogue/lanes/numbers/replay.js";
import { cost, seconds, speed, tokens } from "polylogue/parts/figures.js";
import { segmentsOf, ticksOf } from "polylogue/lanes/numbers/timeline.js";

const WIDTH = 1000; // of the timeline's drawing; it is stretched to the room there is
const COLUMNS = [
  { key: "firstToken", label: "First token", best: Math.min, tell: (lane) => seconds(lane.firstToken) },
  { key: "speed", label: "Speed", best: Math.max, tell: (lane) => speed(lane.speed, lane.isExact) },
  { key: "tokens", label: "Length", best: null, tell: (lane) => tokens(lane.tokens, lane.isExact) },
  { key: "cost", label: "Cost", best: Math.min, tell: (lane) => cost(lane.cost) },
];

export default {
  components: { LaneIcon },
  props: { summary: Object },
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
  data() {
    return { known: this.summary, isOpen: false, lanes: [], replay: null, columns: COLUMNS };
  },
  computed: {
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
    tell(summary) {
      if (summary.turn !== this.known.turn) this.replay?.stop();
      this.known = summary;
      if (this.isOpen && summary.turn) this.$emit("open");
    },
    toggle() {
      this.isOpen = !this.isOpen;
      if (this.isOpen) this.$emit("open");
    },
    show(lanes) {
      this.lanes = lanes;
      if (this.wantedSpeed) this.start(this.wantedSpeed);
      this.wantedSpeed = 0;
    },

    // charts

    x(ms) {
      return 196 + (ms / this.end) * (WIDTH - 4);
    },
    segments(lane) {
      return segmentsOf(lane.arrivals);
    },
    short(name) {
      return name.length > 26 ? `…${name.slice(-25)}` : name;
    },
    valuesOf(column) {
      return this.lanes.map((lane) => lane[column.key]).filter((value) => value != null);
    },
    share(column, lane) {
      const most = Math.max(...this.valuesOf(column), 0);
      return most && lane[column.key] ? Math.max(1, (100 * lane[column.key]) / most) : 0;
    },
    isBest(column, lane) {
      const values = this.lanes.filter((one) => one.status === "done" && one[column.key] != null).map((one) => one[column.key]);
      return Boolean(column.best) && lane.status === "done" && new Set(values).size > 1 && lane[column.key] === column.best(...values);
    },

    // playing it again

    play(speed) {
      this.wantedSpeed = speed;
      this.$emit("open"); // the times come once, the texts are here
    },
    start(speed) {
      const views = [...this.$el.closest(".chat-panel").querySelectorAll(".lane .transcript")].map((root) => root.view);
      const found = this.lanes.map((numbers) => ({
        numbers,
        view: views.find((view) => [...view.entries.values()].some(({ entry }) => entry.reply === numbers.reply && !entry.isInherited)),
      }));
      this.replay = new Replay(
        found.filter(({ view }) => view),
        speed,
        () => (this.replay = null),
      );
    },
  },
};
