// Puts chats into a folder, or tags on them: one, or those that are picked. Emits `send` with what is to be done to which ids.
import { defineComponent, markRaw } from "vue";
import ChoiceBox, { namesFor, sharedBy } from "../menus/choice_box.js";

/** @import ShownChats from "../listing/shown_chats.js" */
/** @import { PropType } from "vue" */
/** @typedef {{kind: "move" | "tag", anchor: HTMLElement, ids: string[]}} Choice */

export default defineComponent({
  components: { ChoiceBox },
  props: { chats: { type: /** @type {PropType<ShownChats>} */ (Object), required: true } },
  emits: ["send"],
  template: `
    <ChoiceBox v-if="choice" :key="choice.kind" :anchor="choice.anchor" :kind="choice.kind" :names="names" :chosen="chosen"
      @choose="choose" @close="close"/>`,
  data() {
    return { choice: /** @type {Choice | null} */ (null) };
  },
  computed: {
    names() {
      return this.choice ? namesFor(this.choice.kind, this.chats.views) : [];
    },
    chosen() {
      return this.choice
        ? sharedBy(
            this.choice.kind,
            this.choice.ids.flatMap((id) => this.chats.get(id) ?? []),
          )
        : [];
    },
  },
  methods: {
    /**
     * The same button closes it again.
     * @param {"move" | "tag"} kind
     * @param {HTMLElement} anchor
     * @param {Iterable<string>} ids
     */
    ask(kind, anchor, ids) {
      this.choice = this.choice?.kind === kind ? null : { kind, anchor: markRaw(anchor), ids: [...ids] };
    },
    close() {
      this.choice = null;
    },
    /** @param {string} name @param {boolean} isAdded */
    choose(name, isAdded) {
      if (!this.choice) return;
      const { kind, ids } = this.choice;
      this.$emit("send", kind, ids, kind === "move" ? { folder: name } : { tag: name, added: isAdded });
    },
  },
});
