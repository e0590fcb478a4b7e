// One tab a lane with what it is doing: on phones, and while one lane fills the page, so that the others are not lost from sight.
import { defineComponent } from "vue";
import LaneIcon from "./column/lane_icons.js";

/** @import { BoardLane, TabWords } from "./wire.js" */
/** @import { PropType } from "vue" */

export default defineComponent({
  components: { LaneIcon },
  props: {
    lanes: { type: /** @type {PropType<BoardLane[]>} */ (Array), required: true },
    shown: Number,
    isFocused: Boolean,
    states: { type: /** @type {PropType<Record<number, TabWords>>} */ (Object), required: true },
  },
  emits: ["show", "back"],
  template: `
    <div class="lane-tabs">
      <div role="tablist" aria-label="Models" class="lane-tablist" @keydown="press">
        <button v-for="lane in lanes" :key="lane.number" type="button" role="tab" class="lane-tab"
          :aria-selected="String(lane.number === shown)" :tabindex="lane.number === shown ? 0 : -1"
          :aria-label="lane.name" :aria-description="words(lane)" :data-tab="lane.number"
          :data-status="states[lane.number]?.status ?? 'idle'" :title="lane.name" @click="$emit('show', lane.number)">
          <span class="lane-dot" aria-hidden="true"></span>
          <span class="lane-tab-words"><span class="lane-tab-name name-end"><bdi>{{ lane.name }}</bdi></span>
            <small>{{ words(lane) }}</small></span>
        </button>
      </div>
      <button v-if="isFocused" type="button" class="icon-button lane-back" aria-label="All lanes" title="All lanes side by side (Escape)"
        @click="$emit('back')"><LaneIcon name="columns"/></button>
    </div>`,
  watch: {
    shown() {
      this.$nextTick(() => this.tab()?.scrollIntoView({ block: "nearest", inline: "nearest" }));
    },
  },
  methods: {
    /** @param {BoardLane} lane */
    words(lane) {
      return this.states[lane.number]?.words ?? "";
    },
    /** @returns {HTMLElement | null} */
    tab() {
      return this.$el.querySelector(`[data-tab="${this.shown}"]`);
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      const at = this.lanes.findIndex((lane) => lane.number === this.shown);
      const last = this.lanes.length - 1;
      const to = { ArrowLeft: at > 0 ? at - 1 : last, ArrowRight: at < last ? at + 1 : 0, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.$emit("show", this.lanes[to].number);
      this.$nextTick(() => this.tab()?.focus({ preventScroll: true }));
    },
  },
});
