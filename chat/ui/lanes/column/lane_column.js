// One lane: a region named by its model, with a header, the transcript in the slot, and a handle to make it wider.
import { defineComponent, shallowRef } from "vue";
import LaneHead from "polylogue/lanes/column/lane_head.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { LaneFacts } from "../wire.js" */

const REM = () => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
const NARROWEST = 22; // rem
const STEP = 2;

export default defineComponent({
  components: { LaneHead },
  props: { number: Number, facts: { type: /** @type {PropType<LaneFacts>} */ (Object), required: true }, width: Number },
  emits: ["act"],
  template: `
    <section class="lane" :id="'lane-' + uid" role="region" :aria-label="known.name" :data-lane-number="number" tabindex="-1"
      @lane-state="$refs.head.take($event.detail)">
      <LaneHead ref="head" :facts="known" @act="act"/>
      <slot></slot>
      <div ref="handle" class="lane-handle" role="separator" aria-orientation="vertical" tabindex="0" :aria-label="'Width of ' + known.name"
        :aria-valuenow="spoken"
        aria-valuemin="22" aria-valuemax="200" title="Drag to resize, double click to reset" @pointerdown="grab" @keydown="press"
        @dblclick="resize(null)"></div>
    </section>`,
  setup: () => ({
    head: /** @type {ShallowRef<InstanceType<typeof LaneHead>>} */ (shallowRef()),
    handle: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
  }),
  data() {
    return { known: { ...this.facts }, spoken: Math.round(this.width ?? NARROWEST), uid: `${Date.now().toString(36)}-${this.number}` };
  },
  watch: {
    facts(facts) {
      this.known = { ...facts };
    },
  },
  mounted() {
    this.apply(this.width ?? null);
  },
  methods: {
    /** @param {Partial<LaneFacts>} changes */
    tell(changes) {
      Object.assign(this.known, changes);
    },
    /** @param {string} action @param {object} [more] */
    act(action, more = {}) {
      this.$emit("act", { action, ...more });
    },

    // width

    /** @param {number | null} width rem; null: as wide as the others */
    apply(width) {
      this.$el.style.setProperty("flex", width ? `0 0 ${width}rem` : "");
      this.spoken = Math.round(width ?? this.$el.offsetWidth / REM());
    },
    /** @param {number | null} width */
    resize(width) {
      this.apply(width);
      this.act("width", { width });
    },
    /** @param {PointerEvent} event */
    grab(event) {
      if (event.button) return;
      event.preventDefault();
      const { handle } = this;
      const start = event.clientX;
      const before = this.$el.offsetWidth;
      /** @type {number | null} */
      let width = null;
      handle.setPointerCapture(event.pointerId);
      handle.classList.add("is-held");
      /** @param {PointerEvent} moved */
      const move = (moved) => {
        width = Math.max(NARROWEST, Math.round(((before + moved.clientX - start) / REM()) * 10) / 10);
        this.apply(width);
      };
      const drop = () => {
        handle.classList.remove("is-held");
        handle.removeEventListener("pointermove", move);
        if (width != null) this.act("width", { width });
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("lostpointercapture", drop, { once: true });
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key] ?? 0;
      if (!step && event.key !== "Home") return;
      event.preventDefault();
      event.stopPropagation();
      this.resize(event.key === "Home" ? null : Math.max(NARROWEST, Math.round(this.$el.offsetWidth / REM()) + step));
    },
  },
});
