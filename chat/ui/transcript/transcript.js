// The Vue side: NiceGUI mounts it, everything else is done without Vue (text that grows is not its business).
import { rehearse } from "polylogue/transcript/reading/rehearsal.js";
import { reveal } from "polylogue/transcript/reading/revealing.js";
import { View } from "polylogue/transcript/view.js";

export default {
  template: '<div class="transcript"></div>',
  props: { start: Object, options: Object },
  emits: ["action", "older", "first", "whole", "resync"],
  mounted() {
    this.view = new View(this.$el, (name, payload) => this.$emit(name, payload), this.options);
    this.view.replace(this.start);
    rehearse();
  },
  unmounted() {
    this.view.close();
  },
  watch: {
    start(start) {
      if (start.seq > this.view.seen) this.view.replace(start); // the element was sent once more
    },
  },
  methods: {
    show_turn(turn, reply, words) {
      reveal(this.view, turn, reply, words);
    },
    apply(message) {
      this.view.apply(message);
    },
  },
};
