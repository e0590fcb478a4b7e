// What a lane is told beside the prompt: model, system prompt, and those parameters that its model takes.
import { defineComponent, shallowRef } from "vue";
import Picker from "../../model_picker/picker.js";
import { known } from "../../parts/tools/known_sources.js";
import ToolSwitches from "../../parts/tools/tool_switches.js";
import PopUp from "../../parts/popover.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { LaneSettings } from "../wire.js" */
/** @import { Reason } from "../../parts/popover.js" */

const LABELS = { temperature: "Temperature", top_p: "Top p", max_tokens: "Max tokens" };
/** @type {Record<string, {min: number, max: number, step: number}>} */
const LIMITS = {
  temperature: { min: 0, max: 2, step: 0.1 },
  top_p: { min: 0, max: 1, step: 0.05 },
  max_tokens: { min: 1, max: 10000000, step: 1 },
};
const MOST_STOPS = 4; // as in chat/engine/lanes.py

/**
 * As they are typed.
 * @param {Record<string, any>} parameters
 */
function freeFields({ seed = "", tool_choice = "", output_format = "", more }) {
  const isSchema = typeof output_format === "object";
  return {
    form: isSchema ? "schema" : output_format,
    schema: isSchema ? JSON.stringify(output_format, null, 2) : "",
    seed,
    choice: tool_choice,
    more: more ? JSON.stringify(more, null, 2) : "",
  };
}

/**
 * What is no object stays to be mended.
 * @param {string} text
 * @param {HTMLTextAreaElement} [field]
 */
function objectIn(text, field) {
  try {
    const value = JSON.parse(text);
    if (value && typeof value === "object" && !Array.isArray(value)) return value;
  } catch {}
  field?.setCustomValidity("This must be a JSON object.");
  return null;
}

export default defineComponent({
  components: { Picker, PopUp, ToolSwitches },
  props: {
    settings: { type: /** @type {PropType<LaneSettings>} */ (Object), required: true },
    name: { type: String, required: true },
    opener: { type: /** @type {PropType<HTMLElement>} */ (Object), required: true },
    isAtEnd: Boolean,
  },
  emits: ["act", "close"],
  template: `
    <PopUp tag="form" class="lane-settings" role="dialog" :aria-label="'Settings of ' + name" :opener="opener" :is-at-end="isAtEnd"
      @submit.prevent="save" @close="leave" @change.stop>
      <div class="field"><label>Model</label><Picker :value="settings.model" label="Model"
        @choose="(id) => $emit('act', 'model', { model: id })"/></div>
      <div class="field">
        <label :for="uid + 'system'">System prompt</label>
        <textarea :id="uid + 'system'" data-first v-model="prompt" rows="4" placeholder="None" dir="auto"></textarea>
      </div>
      <div class="lane-parameters" v-if="settings.takes.length">
        <div v-for="key in numbers" :key="key" class="field">
          <label :for="uid + key">{{ labels[key] }}</label>
          <input :id="uid + key" v-model="values[key]" type="number" inputmode="decimal" v-bind="limits[key]" :step="stepOf(key)"
            placeholder="default">
        </div>
        <div v-if="settings.takes.includes('reasoning_effort')" class="field">
          <label :for="uid + 'effort'">Reasoning effort</label>
          <select :id="uid + 'effort'" v-model="values.reasoning_effort"><option value="">default</option>
            <option v-for="effort in settings.efforts" :key="effort">{{ effort }}</option></select>
        </div>
        <div v-if="settings.takes.includes('stop')" class="field is-wide">
          <label :for="uid + 'stop'">Stop at (one per line)</label>
          <textarea :id="uid + 'stop'" ref="stopsBox" v-model="stops" rows="1" placeholder="nothing"
            @input="$event.target.setCustomValidity('')"></textarea>
        </div>
      </div>
      <p v-else class="lane-hint">This model takes no parameters.</p>
      <p v-if="settings.idle.length" class="lane-hint" role="note">Not used by this model: {{ idle }}.</p>
      <details class="lane-free" :open="isFree">
        <summary>More</summary>
        <div class="lane-parameters">
          <div class="field"><label :for="uid + 'format'">Answer as</label>
            <select :id="uid + 'format'" v-model="free.form"><option value="">text</option><option value="json">JSON</option>
              <option value="schema">JSON Schema</option></select></div>
          <div class="field"><label :for="uid + 'seed'">Seed</label>
            <input :id="uid + 'seed'" v-model="free.seed" type="number" step="1" placeholder="none"></div>
          <div v-if="free.form === 'schema'" class="field is-wide"><label :for="uid + 'schema'">JSON Schema</label>
            <textarea :id="uid + 'schema'" ref="schemaBox" v-model="free.schema" rows="3" spellcheck="false"
              placeholder='{"type": "object"}'
              @input="$event.target.setCustomValidity('')"></textarea></div>
          <div class="field"><label :for="uid + 'choice'">Tool choice</label>
            <input :id="uid + 'choice'" v-model="free.choice" :list="uid + 'choices'" placeholder="auto" maxlength="64">
            <datalist :id="uid + 'choices'"><option>auto</option><option>none</option><option>required</option></datalist></div>
          <div class="field is-wide"><label :for="uid + 'more'">More (JSON)</label>
            <textarea :id="uid + 'more'" ref="moreBox" v-model="free.more" rows="2" spellcheck="false" placeholder='{"top_k": 40}'
              @input="$event.target.setCustomValidity('')"></textarea></div>
        </div>
      </details>
      <div v-if="settings.choosesTools" class="field">
        <label :for="uid + 'tools'">Tools</label>
        <select :id="uid + 'tools'" v-model="ownTools"><option value="">as the chat</option><option value="own">its own</option></select>
        <ToolSwitches v-if="ownTools" :sources="known.sources" :chosen="tools" @choose="(keys) => (tools = keys)"/>
        <p v-if="ownTools && !known.sources.length" class="lane-hint">There are no tools yet.</p>
      </div>
      <div v-if="settings.stream != null" class="field">
        <label :for="uid + 'stream'">Stream answers</label>
        <select :id="uid + 'stream'" v-model="stream"><option value="">as the chat ({{ settings.usualStream ? "on" : "off" }})</option>
          <option>on</option><option>off</option></select>
      </div>
      <slot></slot>
      <div class="lane-settings-foot"><button type="button" class="button" @click="$emit('close')">Cancel</button>
        <button type="submit" class="button is-main">Apply</button></div>
    </PopUp>`,
  setup: () => ({
    stopsBox: /** @type {ShallowRef<HTMLTextAreaElement>} */ (shallowRef()),
    schemaBox: /** @type {ShallowRef<HTMLTextAreaElement>} */ (shallowRef()),
    moreBox: /** @type {ShallowRef<HTMLTextAreaElement>} */ (shallowRef()),
  }),
  data() {
    const { parameters, systemPrompt } = this.settings;
    const { stop = [], seed, tool_choice, output_format, more, ...values } = parameters;
    const free = freeFields({ seed, tool_choice, output_format, more });
    return {
      tools: this.settings.tools ?? [],
      ownTools: this.settings.tools ? "own" : "",
      known,
      free,
      isFree: Object.values(free).some(Boolean),
      stream: this.settings.stream,
      prompt: systemPrompt,
      values: /** @type {Record<string, any>} */ ({ reasoning_effort: "", ...values }),
      stops: [].concat(stop).join("\n"),
      labels: LABELS,
      limits: LIMITS,
      uid: `ls${Math.random().toString(36).slice(2, 8)}-`,
    };
  },
  computed: {
    idle() {
      return this.settings.idle
        .map((key) => `${key.replaceAll("_", " ")} ${[].concat(this.settings.parameters[key]).join(", ")}`)
        .join(", ");
    },
    numbers() {
      return this.settings.takes.filter((key) => key in LABELS);
    },
  },
  methods: {
    /**
     * A press elsewhere keeps what was typed; the focus may go elsewhere and come back.
     * @param {Reason} reason
     */
    leave(reason) {
      if (reason === "escape") this.$emit("close");
      else if (reason === "press") this.save();
    },
    /**
     * How far the arrows go; a value between two steps is as good as any.
     * @param {string} key
     */
    stepOf(key) {
      const { step } = LIMITS[key];
      const count = this.values[key] / step;
      return key === "max_tokens" || Math.abs(count - Math.round(count)) < 1e-9 ? step : "any";
    },
    freeParameters() {
      const { form, schema, seed, choice, more } = this.free;
      const told = {
        seed,
        tool_choice: choice.trim(),
        output_format: form === "schema" ? objectIn(schema, this.schemaBox) : form,
        more: more.trim() ? objectIn(more, this.moreBox) : "",
      };
      return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== "" && value != null));
    },
    /** What nobody takes stays to be mended, with everything else that was typed. */
    save() {
      const stops = this.stops.split("\n").filter((stop) => stop.trim());
      this.stopsBox?.setCustomValidity(stops.length > MOST_STOPS ? `There can be at most ${MOST_STOPS} stop sequences.` : "");
      const told = this.freeParameters();
      if (!this.$el.reportValidity()) return;
      /** @type {Record<string, any>} */
      const parameters = { ...this.values, ...told };
      if (stops.length) parameters.stop = stops;
      this.$emit("act", "settings", {
        systemPrompt: this.prompt,
        parameters,
        stream: this.stream,
        tools: this.ownTools ? this.tools : null,
      });
      this.$emit("close");
    },
  },
});
