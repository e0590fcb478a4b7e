// "Run n times" and "Sweep": one lane, one prompt, and in what the lanes of the new comparison differ.
import { defineComponent, shallowRef } from "vue";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";

/** @import { ShallowRef } from "vue" */
/** @import { SweepFacts, SweepLane } from "./wire.js" */

const KINDS = [
  ["times", "Same again"],
  ["temperatures", "Temperatures"],
  ["prompts", "System prompts"],
];

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
      prompt: "",
      problem: "",
    };
  },
  computed: {
    /** @returns {SweepLane | undefined} */
    chosen() {
      return this.facts?.lanes.find((one) => one.number === this.lane);
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
      const { lane, kind, times, temperatures, systemPrompts, prompt } = this;
      this.$emit("start", { lane, kind, times, temperatures, systemPrompts, prompt });
    },
  },
});
