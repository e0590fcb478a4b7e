// A combobox for models: type to filter, arrows and Enter to choose, and any name can be typed.
import { defineComponent, shallowRef } from "vue";
import Icon from "../parts/icons.js";
import { Popover } from "../parts/popover.js";
import { list, nameOf, noteUse, offer } from "./model_list.js";

/** @import { ShallowRef } from "vue" */
/** @import { Heading, Line, Model, TypedModel } from "./model_list.js" */
/** @import { EventOf } from "../parts/page.d.ts" */

/** @typedef {{key: string, model: Model | TypedModel, head?: undefined, index: number, isRecent: boolean}} Choice */
/** @typedef {Choice | Heading} Entry a heading, or a model with its place among the choices */

let count = 0;

export default defineComponent({
  components: { Icon },
  props: {
    value: { type: String, default: "" },
    label: { type: String, default: "Model" },
    placeholder: { type: String, default: "Choose a model" },
    forgets: Boolean,
  },
  emits: ["choose"],
  template: `
    <div class="picker" :class="{'is-open': isOpen, 'is-adding': forgets}">
      <input ref="input" class="picker-input" role="combobox" :aria-label="label" aria-autocomplete="list" :aria-expanded="String(isOpen)"
        :aria-controls="uid"
        :aria-activedescendant="isOpen && at >= 0 ? uid + '-' + at : null" :placeholder="isOpen ? 'Search models' : placeholder"
        :title="isOpen ? null : value"
        :value="isOpen ? query : shownName" :size="isOpen ? 20 : Math.max(6, Math.min(32, (shownName || placeholder).length))"
        autocomplete="off" autocapitalize="off" spellcheck="false"
        @input="type" @keydown="press" @click="open" @blur="leave">
      <Icon name="chevron" class="picker-mark"/>
      <div v-show="isOpen" ref="pop" class="pop picker-pop" popover="manual" @pointerdown.prevent>
        <div :id="uid" role="listbox" :aria-label="label" class="picker-list" ref="list">
          <template v-if="isOpen" v-for="entry in entries" :key="entry.key">
            <div v-if="entry.head" class="picker-head" role="presentation">{{ entry.head }}</div>
            <div v-else :id="uid + '-' + entry.index" class="picker-option" :class="{'is-at': entry.index === at}" role="option"
              :aria-selected="String(entry.model.id === value)"
              @click="choose(entry.model.id)" @pointermove="at = entry.index">
              <span class="picker-name">{{ entry.model.name }}</span>
              <span v-if="!entry.model.isTyped" class="picker-facts">
                <span v-if="entry.isRecent">{{ entry.model.endpoint }}</span>
                <span v-if="entry.model.context" title="Context window in tokens">{{ entry.model.context }}</span>
                <span v-if="entry.model.price" title="Dollars per million tokens, in / out">{{ entry.model.price }}</span>
              </span>
              <Icon v-if="entry.model.id === value" name="check"/>
            </div>
          </template>
        </div>
        <p v-if="!choices.length" class="picker-none">No model matches. Any can be used by typing endpoint/model.</p>
        <p v-else-if="hidden" class="picker-none">{{ hidden }} more: type to find them.</p>
      </div>
    </div>`,
  setup: () => ({
    input: /** @type {ShallowRef<HTMLInputElement>} */ (shallowRef()),
    pop: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    list: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    popover: /** @type {ShallowRef<Popover>} */ (shallowRef()),
  }),
  data() {
    return { isOpen: false, query: "", at: -1, uid: `picker-${++count}` };
  },
  computed: {
    /** @returns {{lines: Line[], hidden: number}} */
    offered() {
      return this.isOpen ? offer(this.query) : { lines: [], hidden: 0 };
    },
    /**
     * The lines with the place of each choice among the choices.
     * @returns {Entry[]}
     */
    entries() {
      let index = 0;
      let head = "";
      return this.offered.lines.map((entry) => {
        if (entry.head) head = entry.head;
        return entry.head ? entry : { ...entry, key: head + " " + entry.key, index: index++, isRecent: head === "Recently used" };
      });
    },
    /** @returns {Choice[]} */
    choices() {
      return this.entries.filter((entry) => entry.head === undefined);
    },
    /** @returns {number} */
    hidden() {
      return this.offered.hidden;
    },
    shownName() {
      return this.forgets ? "" : list.models && nameOf(this.value);
    },
  },
  beforeUnmount() {
    this.shut();
  },
  methods: {
    open() {
      if (this.isOpen) return;
      this.isOpen = true;
      this.query = "";
      window.emitEvent?.("models_wanted"); // servers that were down may be up by now: what they offer is filled in
      this.at = this.choices.findIndex((entry) => entry.model.id === this.value);
      if (this.at < 0 && this.choices.length) this.at = 0;
      this.$nextTick(() => {
        this.popover = new Popover(this.pop, this.$el, this.shut);
        this.popover.show();
        this.showAt();
      });
    },
    shut() {
      if (!this.isOpen) return;
      this.isOpen = false;
      this.popover?.hide();
    },
    /** @param {EventOf<HTMLInputElement>} event */
    type(event) {
      if (!this.isOpen) this.open();
      this.query = event.target.value;
      this.at = this.choices.length ? 0 : -1;
      this.$nextTick(this.showAt);
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      if (event.isComposing) return;
      const last = this.choices.length - 1;
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
      if (step && !this.isOpen) this.open();
      else if (step) this.go(Math.abs(step) === 1 ? (this.at + step + last + 1) % (last + 1) : Math.max(0, Math.min(last, this.at + step)));
      else if (event.key === "Enter" && this.isOpen) this.take();
      else if (event.key === "Enter") this.open();
      else if (event.key === "Tab") return this.shut();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    /** @param {number} at */
    go(at) {
      this.at = at;
      this.$nextTick(this.showAt);
    },
    showAt() {
      this.list?.querySelector(".is-at")?.scrollIntoView({ block: "nearest" });
    },
    take() {
      const entry = this.choices[this.at];
      if (entry) this.choose(entry.model.id);
    },
    /** @param {string} id */
    choose(id) {
      this.shut();
      noteUse(id);
      this.$emit("choose", id);
    },
    leave() {
      this.shut();
    },
  },
});
