// The Vue side: NiceGUI mounts it, everything else is done without Vue (text that grows is not its business).
import { defineComponent, shallowRef } from "vue";
import { rehearse } from "polylogue/transcript/reading/rehearsal.js";
import { reveal } from "polylogue/transcript/reading/revealing.js";
import { View } from "polylogue/transcript/view.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { Message, Options, SoughtWord, Start } from "polylogue/transcript/wire.js" */

export default defineComponent({
  template: '<div class="transcript"></div>',
  props: {
    start: { type: /** @type {PropType<Start>} */ (Object), required: true },
    options: { type: /** @type {PropType<Options>} */ (Object), required: true },
  },
  emits: ["action", "older", "first", "whole", "resync"],
  setup: () => ({
    view: /** @type {ShallowRef<View>} */ (shallowRef()),
  }),
  mounted() {
    this.view = new View(this.$el, (name, payload) => this.$emit(name, payload), this.options);
    this.view.replace(this.start);
    rehearse();
  },
  unmounted() {
    this.view.close();
  },
  watch: {
    /** @param {Start} start */
    start(start) {
      if (start.seq > this.view.seen) this.view.replace(start); // the element was sent once more
    },
  },
  methods: {
    /** @param {string} turn @param {string} reply @param {SoughtWord[]} words */
    show_turn(turn, reply, words) {
      reveal(this.view, turn, reply, words);
    },
    /** @param {Message} message */
    apply(message) {
      this.view.apply(message);
    },
  },
});
