// A switch for each source of tools and for each of its tools.
import { defineComponent } from "vue";
import { isChosen, withChoice, withUnknown } from "./choice.js";

/** @import { PropType } from "vue" */
/** @import { SourceFacts } from "./wire.js" */
/** @import { EventOf } from "../page.d.ts" */

/** @type {Record<string, string>} */
const STATES = { starting: "starting…", failed: "does not work", gone: "no longer here" };

export default defineComponent({
  props: {
    sources: { type: /** @type {PropType<SourceFacts[]>} */ (Array), required: true },
    chosen: { type: /** @type {PropType<string[]>} */ (Array), required: true },
  },
  emits: ["choose"],
  template: `
    <fieldset v-for="source in shown" :key="source.name" class="tools-source">
      <legend class="only-spoken">{{ source.name }}</legend>
      <label class="switch"><input type="checkbox" role="switch" :checked="chosen.includes(source.name)"
          :aria-label="source.name" @change="flip(source, source.name, $event)">
        <span>{{ source.name }}</span><small v-if="stateOf(source)" class="tools-state">{{ stateOf(source) }}</small></label>
      <p v-if="source.problem" class="tools-problem">{{ source.problem }}</p>
      <label v-for="tool in source.tools" :key="tool.key" class="switch is-tool" :title="tool.description">
        <input type="checkbox" role="switch" :checked="isOn(tool.key)" :aria-label="tool.name" @change="flip(source, tool.key, $event)">
        <span class="tools-name">{{ tool.name }}</span><small v-if="!tool.isReadOnly" class="tools-state">asks first</small>
      </label>
      <p v-if="source.more" class="lane-hint">and {{ source.more }} more</p>
    </fieldset>`,
  computed: {
    shown() {
      return withUnknown(this.sources, this.chosen);
    },
  },
  methods: {
    /** @param {string} key */
    isOn(key) {
      return isChosen(key, this.chosen);
    },
    /** @param {SourceFacts} source */
    stateOf({ state }) {
      return STATES[state] ?? "";
    },
    /** @param {SourceFacts} source @param {string} key @param {EventOf<HTMLInputElement>} event */
    flip(source, key, { target }) {
      const tools = source.tools.map((tool) => tool.key);
      this.$emit("choose", withChoice(this.chosen, key, tools, target.checked), key, target.checked);
    },
  },
});
