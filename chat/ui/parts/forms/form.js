// A form of native fields, read when it is sent.
import { defineComponent } from "vue";

/** @import { EventOf } from "../page.d.ts" */

export default defineComponent({
  props: { takesFocus: Boolean },
  emits: ["send"],
  template: `<form @submit.prevent="send"><slot/></form>`,
  mounted() {
    if (this.takesFocus) this.begin();
  },
  methods: {
    begin() {
      const { top, bottom } = this.$el.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) this.$el.scrollIntoView();
      this.$el.querySelector("input").focus({ preventScroll: true });
    },
    /** @param {EventOf<HTMLFormElement, SubmitEvent>} event */
    send({ target, submitter }) {
      this.$emit("send", Object.fromEntries(new FormData(target, submitter)));
    },
    empty() {
      this.$el.reset();
    },
  },
});
