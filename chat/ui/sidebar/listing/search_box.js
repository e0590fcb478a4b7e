// Where a search is typed, with what it can be narrowed down by.
import { defineComponent, shallowRef } from "vue";
import Icon from "../../parts/icons.js";
import { FILTERS, dateHint } from "./search_words.js";

/** @import { ShallowRef } from "vue" */

export default defineComponent({
  components: { Icon },
  props: { modelValue: { type: String, required: true }, spoken: String },
  emits: ["update:modelValue", "down", "enter", "leave"],
  template: `
    <div class="side-search" @focusin="isFocused = true" @focusout="isFocused = false">
      <Icon name="search"/>
      <input ref="input" :value="modelValue" type="search" aria-label="Search chats" placeholder="Search" autocomplete="off"
        spellcheck="false" maxlength="500" aria-describedby="side-help" @input="type($event.target.value)" @keydown="press">
      <div id="side-help" class="side-help" :class="{ 'is-shown': isFocused && !modelValue }">
        <p>Words from titles, prompts and answers; “in quotes” for a phrase. Narrow it down by</p>
        <div class="side-filters">
          <button v-for="[name, words] in filters" :key="name" type="button" class="side-filter" tabindex="-1" :title="words"
            @mousedown.prevent @click="add(name)">{{ name }}</button>
        </div>
      </div>
      <p v-if="hint" class="side-hint" role="status">{{ hint }}</p>
      <div class="only-spoken" aria-live="polite">{{ spoken }}</div>
    </div>`,
  setup: () => ({
    input: /** @type {ShallowRef<HTMLInputElement>} */ (shallowRef()),
  }),
  data() {
    return { isFocused: false, filters: FILTERS };
  },
  computed: {
    hint() {
      return dateHint(this.modelValue);
    },
  },
  watch: {
    modelValue() {
      this.isFocused = false; // whoever has begun to type needs no help, nor anything that lies over the list
    },
  },
  methods: {
    focus() {
      this.input.focus();
    },
    blur() {
      this.input.blur();
    },
    select() {
      this.input.select();
    },
    /** @param {string} query */
    type(query) {
      this.$emit("update:modelValue", query);
    },
    /** @param {string} filter */
    add(filter) {
      const query = this.modelValue;
      this.type(`${query}${query && !query.endsWith(" ") ? " " : ""}${filter}`);
      this.focus();
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") this.$emit("down");
      else if (event.key === "Enter") this.$emit("enter");
      else if (event.key === "Escape" && this.modelValue) this.type("");
      else if (event.key === "Escape") this.$emit("leave");
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  },
});
