// Asks for a folder or for tags: typing a name that is not there yet makes a new one. Emits `choose` (name, isAdded) and `close`.
import { defineComponent, shallowRef } from "vue";
import Icon from "../../parts/icons.js";
import PopUp from "../../parts/popover.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { Chat, View } from "../listing/listing.js" */

const WORDS = {
  move: { label: "Folder", empty: "Type a name for the first folder.", icon: "folder" },
  tag: { label: "Tag", empty: "Type a name for the first tag.", icon: "label" },
};

/**
 * The folders, or the tags, that there are.
 * @param {"move" | "tag"} kind
 * @param {View[]} views
 */
export function namesFor(kind, views) {
  return views.filter((view) => view.kind === (kind === "move" ? "folder" : "tag")).map((view) => view.name);
}

/**
 * The folder that all of these chats lie in, or the tags that all of them have.
 * @param {"move" | "tag"} kind
 * @param {Chat[]} chats
 */
export function sharedBy(kind, chats) {
  if (!chats.length) return [];
  const [first] = chats;
  if (kind === "move") return chats.every((chat) => chat.folder === first.folder) ? [first.folder] : [];
  return first.tags.filter((tag) => chats.every((chat) => chat.tags.includes(tag)));
}

export default defineComponent({
  components: { Icon, PopUp },
  props: {
    anchor: { type: /** @type {PropType<HTMLElement>} */ (Object), required: true },
    kind: { type: /** @type {PropType<"move" | "tag">} */ (String), required: true },
    names: { type: /** @type {PropType<string[]>} */ (Array), required: true },
    chosen: { type: /** @type {PropType<string[]>} */ (Array), required: true },
  },
  emits: ["choose", "close"],
  template: `
    <PopUp :opener="anchor" class="side-choice" role="dialog" :aria-label="words.label" @keydown="press" @close="close">
      <input ref="input" v-model="text" class="side-choice-text" role="combobox" aria-expanded="true" aria-controls="side-choices"
        :aria-label="words.label"
        :placeholder="kind === 'tag' ? 'Add a tag' : 'Find or create a folder'"
        :aria-activedescendant="options.length ? 'side-choice-' + at : null" autocomplete="off">
      <div id="side-choices" class="side-choices" role="listbox" :aria-label="words.label">
        <button v-for="(option, i) in options" :id="'side-choice-' + i" :key="option.key" type="button" class="pop-item" role="option"
          tabindex="-1"
          :class="{'is-at': i === at}" :aria-selected="String(option.isChosen)" @click="choose(option)" @pointermove="at = i">
          <Icon :name="option.icon"/><span class="side-view-name">{{ option.text }}</span><Icon v-if="option.isChosen" name="check"/>
        </button>
        <p v-if="!options.length" class="side-choice-empty">{{ words.empty }}</p>
      </div>
    </PopUp>`,
  setup: () => ({
    input: /** @type {ShallowRef<HTMLInputElement>} */ (shallowRef()),
  }),
  data() {
    return { text: "", at: 0 };
  },
  computed: {
    words() {
      return WORDS[this.kind];
    },
    options() {
      const typed = this.text.trim().replace(/^#/, "");
      const sought = typed.toLowerCase();
      const options = this.names
        .filter((name) => name.toLowerCase().includes(sought))
        .map((name) => ({ key: name, name, text: name, icon: this.words.icon, isChosen: this.chosen.includes(name) }));
      if (typed && !this.names.some((name) => name.toLowerCase() === sought)) {
        options.push({ key: "\n", name: typed, text: `Create “${typed}”`, icon: "plus", isChosen: false });
      }
      if (this.kind === "move" && !typed && !this.chosen.includes("")) {
        options.push({ key: "\n", name: "", text: "No folder", icon: "close", isChosen: false });
      }
      return options;
    },
  },
  watch: {
    text() {
      this.at = 0;
    },
  },
  methods: {
    /** @param {{name: string, isChosen: boolean} | undefined} option */
    choose(option) {
      if (!option) return;
      this.text = "";
      this.$emit("choose", option.name, !option.isChosen);
      if (this.kind === "move") this.close();
      else this.input.focus();
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.options.length) this.at = (this.at + step + this.options.length) % this.options.length;
      else if (event.key === "Enter" && !event.isComposing) this.choose(this.options[this.at]);
      else if (event.key === "Tab") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
      this.$nextTick(() => this.$el.querySelector(".is-at")?.scrollIntoView({ block: "nearest" }));
    },
    close() {
      this.$emit("close");
    },
  },
});
