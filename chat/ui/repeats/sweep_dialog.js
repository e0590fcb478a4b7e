// "Run n times" and "Sweep": one lane, one prompt, and in what the lanes of the new comparison differ.
import { defineComponent, shallowRef } from "vue";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";

/** @import { ShallowRef } from "vue" */
/** @import { SweepFacts, SweepLane } from "./wire.js" */

const KINDS = [
  ["times", "Same again"],
  ["temperatures", "Temperatures"],
  ["prompts", "System prompts"],
  ["fields", "Another field"],
];
const ONE_A_LINE = "One value a line; “default” is without it.";
const NUMBERS = "A list, 1, 2, 3, or a range, 1 to 5 by 1; “default” is without it.";
/** @type {[name: string, label: string, hint: string, example: string][]} */
const FIELDS = [
  ["seed", "Seed", NUMBERS, "1, 2, 3"],
  ["top_p", "Top p", NUMBERS, "0.5, 1"],
  ["max_tokens", "Max tokens", NUMBERS, "100, 1000"],
  ["reasoning_effort", "Reasoning effort", ONE_A_LINE, "low\nhigh"],
  ["tool_choice", "Tool choice", ONE_A_LINE, "auto\nrequired"],
  ["output_format", "Answer as", "One a line: text, json, or a JSON Schema, which may take several.", 'text\njson\n{"type": "object"}'],
  ["more", "More (JSON)", "One value a line, or numbers as a range; “default” is without it. Objects as JSON.", "20\n40\ndefault"],
];
const ALWAYS = new Set(["seed", "tool_choice", "output_format", "more"]); // the others only where the model is known to take them

export default defineComponent({
  components: { LaneIcon },
  emits: ["start"],
  template: `
    <dialog ref="dialog" class="suite-dialog is-sweep" aria-labelledby="sweep-title"
      @click="$event.target === $refs.dialog && $refs.dialog.close()">
      <form v-if="facts" class="suite-sheet suite-sweep" @submit.prevent="start">
        <header><h2 id="sweep-title">Ask one model several times</h2>
          <button type="button" class="icon-button" aria-label="Close" title="Close" @click="$refs.dialog.close()"><LaneIcon name="close"/>
          </button></header>
        <div class="suite-scroll suite-fields">
          <div class="field" v-if="facts.lanes.length > 1"><label for="sweep-lane">Model</label>
            <select id="sweep-lane" v-model.number="lane"><option v-for="one in facts.lanes" :key="one.number"
              :value="one.number">{{ one.name }}</option></select></div>
          <p v-else class="soft">{{ facts.lanes[0]?.name }}</p>
          <div class="choice-values" role="group" aria-label="What differs">
            <label v-for="one in kinds" :key="one[0]"><input v-model="kind" type="radio" name="sweep-kind" :value="one[0]"
              @change="problem = ''"><span>{{ one[1] }}</span></label>
          </div>
          <div v-if="kind === 'times'" class="field"><label for="sweep-times">Number of times</label>
            <input id="sweep-times" v-model.number="times" type="number" min="2" :max="facts.most" step="1" required></div>
          <div v-else-if="kind === 'temperatures'" class="field"><label for="sweep-temperatures">Temperatures</label>
            <input id="sweep-temperatures" v-model="temperatures" autocomplete="off" spellcheck="false" required>
            <small>A list, 0, 0.5, 1, or a range, 0 to 1 by 0.25.</small>
            <small v-if="!chosen?.takesTemperature" class="is-warning">{{ chosen?.name }} is not known to take a temperature; the answers
              may not differ.</small></div>
          <template v-else-if="kind === 'fields'">
            <div class="sweep-field"><div class="field"><label for="sweep-field">Field</label>
                <select id="sweep-field" v-model="field" @change="values = ''"><option v-for="one in fields" :key="one[0]"
                  :value="one[0]">{{ one[1] }}</option></select></div>
              <div v-if="field === 'more'" class="field"><label for="sweep-key">Name</label>
                <input id="sweep-key" v-model="key" placeholder="top_k" autocomplete="off" spellcheck="false" maxlength="64" required></div>
            </div>
            <div class="field"><label for="sweep-values">Values</label><textarea id="sweep-values" v-model="values" rows="3"
              :placeholder="described[3]" spellcheck="false" required></textarea><small>{{ described[2] }}</small></div>
          </template>
          <div v-else class="field"><label>System prompts</label>
            <div v-for="(text, i) in systemPrompts" :key="i" class="suite-system">
              <textarea v-model="systemPrompts[i]" rows="2" :aria-label="'System prompt ' + (i + 1)" placeholder="None"></textarea>
              <button v-if="systemPrompts.length > 2" type="button" class="icon-button" :aria-label="'Remove system prompt ' + (i + 1)"
                title="Remove" @click="systemPrompts.splice(i, 1)"><LaneIcon name="close"/></button></div>
            <button v-if="systemPrompts.length < facts.most" type="button" class="button suite-more"
              @click="systemPrompts.push('')">Add another</button></div>
          <div class="field"><label for="sweep-prompt">Prompt</label><textarea id="sweep-prompt" v-model="prompt" rows="4" required>
            </textarea></div>
          <p v-if="problem" class="note is-bad" role="alert">{{ problem }}</p>
        </div>
        <footer><span class="soft">Opens as a comparison of its own.</span><span class="lane-bar-gap"></span>
          <button type="submit" class="button is-main" :disabled="!prompt.trim()">{{ kind === "times" ? "Run " + (times || "") + " times"
        : "Run sweep" }}</button></footer>
      </form>
    </dialog>`,
  setup: () => ({
    dialog: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
  }),
  data() {
    return {
      facts: /** @type {SweepFacts | null} */ (null),
      kinds: KINDS,
      kind: "times",
      lane: 0,
      times: 5,
      temperatures: "0, 0.5, 1",
      systemPrompts: ["", ""],
      field: "seed",
      key: "",
      values: "",
      prompt: "",
      problem: "",
    };
  },
  computed: {
    /** @returns {SweepLane | undefined} */
    chosen() {
      return this.facts?.lanes.find((one) => one.number === this.lane);
    },
    fields() {
      return FIELDS.filter(([name]) => ALWAYS.has(name) || this.chosen?.takes.includes(name));
    },
    described() {
      return FIELDS.find(([name]) => name === this.field) ?? FIELDS[0];
    },
  },
  methods: {
    /** @param {SweepFacts} facts */
    async show(facts) {
      /** @type {HTMLTextAreaElement | null} */
      const box = document.querySelector('textarea[aria-label="Message"]');
      const typed = box?.value ?? "";
      const lane = facts.lanes.some((one) => one.number === this.lane) ? this.lane : facts.lanes[0]?.number;
      Object.assign(this, { facts, kind: facts.kind, lane, prompt: typed.trim() ? typed : facts.prompt, problem: "" });
      if (!this.systemPrompts.some((text) => text)) this.systemPrompts = [this.chosen?.systemPrompt ?? "", ""];
      await this.$nextTick();
      if (!this.dialog.open) this.dialog.showModal();
      /** @type {HTMLInputElement} */ (this.dialog.querySelector("#sweep-times, #sweep-temperatures")).select();
    },
    /** @param {string} sentence */
    refuse(sentence) {
      this.problem = sentence;
    },
    start() {
      const { lane, kind, times, temperatures, systemPrompts, field, key, values, prompt } = this;
      this.$emit("start", { lane, kind, times, temperatures, systemPrompts, field, key, values, prompt });
    },
  },
});
