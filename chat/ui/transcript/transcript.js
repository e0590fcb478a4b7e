// The Vue side: NiceGUI mounts it, everything else is done without Vue (text that grows is not its business).
import { rehearse } from "chat-transcript/rehearsal.js";
import { reveal } from "chat-transcript/revealing.js";
import { View } from "chat-transcript/view.js";

export default {
  template: '<div class="transcript"></div>',
  props: { start: Object, options: Object },
  emits: ["action", "older", "whole", "resync"],
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
