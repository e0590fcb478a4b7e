// A new suite: which models, which prompts, and what will be sent. The prompts always travel by a request of their own: a socket
// message has a limit.
import { defineComponent, shallowRef } from "vue";
import Icon from "polylogue/parts/icons.js";
import Picker from "polylogue/model_picker/picker.js";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { Checked, Preview, SuiteLane } from "./wire.js" */
/** @import { EventOf } from "../parts/page.d.ts" */

const MOST_BYTES = 20 << 20;
const PAUSE = 350;
/** @param {number} number */
const grouped = (number) => number.toLocaleString("en");
/** @param {number} number @param {string} word */
const plural = (number, word) => `${grouped(number)} ${word}${number === 1 ? "" : "s"}`;

export default defineComponent({
  components: { Icon, LaneIcon, Picker },
  props: { lanes: { type: /** @type {PropType<SuiteLane[]>} */ (Array), required: true } },
  emits: ["add", "remove", "check", "start"],
  template: `
    <form class="suite-form" aria-label="New suite" @submit.prevent="start" @dragover.prevent="isOver = true" @dragleave="leave"
      @drop.prevent="drop">
      <section aria-label="Models">
        <h2>Models</h2>
        <ul class="suite-lanes">
          <li v-for="(lane, i) in known" :key="i" class="suite-lane">
            <span>{{ lane.name }}</span><small v-if="lane.words">{{ lane.words }}</small>
            <button type="button" class="suite-drop" :aria-label="'Remove ' + lane.name" title="Remove" @click="$emit('remove', i)">
              <LaneIcon name="close"/></button>
          </li>
          <li v-if="known.length < 12"><Picker value="" label="Add model" placeholder="Add model" forgets @choose="$emit('add', $event)"/>
            </li>
        </ul>
      </section>
      <section aria-label="Prompts">
        <div class="suite-head">
          <h2>Prompts</h2>
          <fieldset class="choice suite-kind"><legend class="only-spoken">Format</legend><div class="choice-values">
            <label><input v-model="kind" type="radio" name="kind" value="lines" @change="check"><span>One per line</span></label>
            <label><input v-model="kind" type="radio" name="kind" value="csv" @change="check"><span>CSV</span></label>
          </div></fieldset>
        </div>
        <div v-if="file" class="suite-file"><Icon name="file"/><span><strong dir="auto">{{ file.name }}</strong>
          <small>{{ size(file.size) }}</small></span>
          <button type="button" class="icon-button" aria-label="Remove the file" title="Remove the file" @click="forget">
            <LaneIcon name="close"/></button></div>
        <textarea v-else v-model="text" class="suite-text" :class="{'is-over': isOver}" aria-label="Prompts" rows="7" spellcheck="false"
          @input="note"
          :placeholder="kind === 'csv' ? 'city,language\\nRome,Latin\\nOslo,Norwegian' : 'One prompt per line, or drop a file here'">
          </textarea>
        <div class="suite-under">
          <label class="button suite-choose"><Icon name="file"/>Choose file<input ref="input" type="file" accept=".txt,.csv,.tsv,.md,text/*"
            aria-label="File of prompts" @change="choose"></label>
          <span class="soft">{{ kind === "csv" ? "A column “prompt”, or columns for the template below. Up to 20 MB."
            : "Text in UTF-8, up to 20 MB and 50,000 prompts." }}</span>
        </div>
        <label class="suite-template"><span>Template <small>optional</small></span>
          <textarea v-model="template" rows="2" spellcheck="false" aria-label="Template" @input="note"
            :placeholder="kind === 'csv' ? 'How do you say “good morning” in {{language}}?' : 'Translate into French: {{prompt}}'">
          </textarea></label>
      </section>
      <p v-if="problem" class="note is-bad" role="alert">{{ problem }}</p>
      <section v-else-if="preview" class="suite-preview" aria-label="Preview">
        <ol><li v-for="(prompt, i) in preview.prompts" :key="i" dir="auto">{{ prompt.text }}<small
          v-if="prompt.length > prompt.text.length"> … {{ grouped(prompt.length) }} characters</small></li></ol>
        <p v-if="preview.count > preview.prompts.length" class="soft">and {{ grouped(preview.count - preview.prompts.length) }} more</p>
      </section>
      <div class="suite-start">
        <button type="submit" class="button is-main" :disabled="!preview || !!problem || !known.length || isStarting">{{ isStarting
          ? "Starting…" : "Start suite" }}</button>
        <span class="soft" role="status">{{ sum }}</span>
      </div>
    </form>`,
  setup: () => ({
    timer: /** @type {ShallowRef<number>} */ (shallowRef()),
  }),
  data() {
    return {
      known: this.lanes,
      kind: "lines",
      text: "",
      template: "",
      file: /** @type {File | null} */ (null),
      key: "",
      preview: /** @type {Preview | null} */ (null),
      problem: "",
      isOver: false,
      isStarting: false,
      number: 0,
    };
  },
  computed: {
    sum() {
      if (!this.known.length) return "Add a model first.";
      if (!this.preview || this.problem) return "";
      const prompts = this.preview.count;
      const models = this.known.length;
      return `${plural(prompts, "prompt")} × ${plural(models, "model")} = ${plural(prompts * models, "answer")}`;
    },
  },
  watch: {
    lanes(lanes) {
      this.known = lanes;
    },
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    grouped,
    /** @param {number} bytes */
    size: (bytes) => (bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`),
    /** @param {SuiteLane[]} lanes */
    set_lanes(lanes) {
      this.known = lanes;
    },
    note() {
      clearTimeout(this.timer);
      this.timer = setTimeout(this.check, PAUSE);
    },
    /** @param {EventOf<HTMLElement, DragEvent>} event */
    leave(event) {
      if (!this.$el.contains(event.relatedTarget)) this.isOver = false;
    },
    /** @param {DragEvent} event */
    drop(event) {
      this.isOver = false;
      if (event.dataTransfer?.files.length) this.take(event.dataTransfer.files[0]);
    },
    /** @param {EventOf<HTMLInputElement>} event */
    choose(event) {
      if (event.target.files?.length) this.take(event.target.files[0]);
      event.target.value = ""; // the same file may be chosen again after it was corrected
    },
    /** @param {File} file */
    take(file) {
      this.file = file;
      this.kind = /\.(csv|tsv)$/i.test(file.name) ? "csv" : "lines";
      this.check();
    },
    forget() {
      this.file = null;
      this.check();
    },
    /** Hand over what is there now and ask what it holds. Answers to older questions are not looked at. */
    async check() {
      clearTimeout(this.timer);
      const number = ++this.number;
      const body = this.file ?? this.text;
      this.key = "";
      if (!this.file && !this.text.trim()) return Object.assign(this, { preview: null, problem: "" });
      if ((this.file?.size ?? this.text.length) > MOST_BYTES) {
        return this.refuse("This file is larger than 20 MB; split it into several suites.");
      }
      try {
        const key = await post(body, this.file?.name ?? "");
        if (number !== this.number) return;
        this.key = key;
        this.$emit("check", { number, file: key, kind: this.kind, template: this.template });
      } catch (error) {
        if (number === this.number) this.refuse(/** @type {Error} */ (error).message);
      }
    },
    /** @param {Checked} answer */
    show(answer) {
      if (answer.number !== this.number) return;
      this.problem = answer.problem ?? "";
      this.preview = answer.problem === undefined ? answer : null;
    },
    /** @param {string} sentence */
    refuse(sentence) {
      this.isStarting = false;
      this.problem = sentence;
      this.preview = null;
    },
    start() {
      if (!this.key || !this.preview) return;
      this.isStarting = true;
      this.$emit("start", { file: this.key, kind: this.kind, template: this.template, title: this.file?.name ?? "" });
    },
  },
});

/** @param {Blob | string} body @param {string} name @returns {Promise<string>} its key */
async function post(body, name) {
  let response;
  try {
    const headers = { "x-polylogue": "1", "x-file-name": encodeURIComponent(name), "content-type": "application/octet-stream" };
    response = await fetch((window.path_prefix ?? "") + "/api/prompt-files", { method: "POST", body, headers });
  } catch {
    throw new Error("The file could not be read or handed over. Try again in a moment.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `The server did not take it (${response.status}).`);
  return answer.file;
}
