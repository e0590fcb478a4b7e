// A native control, or what holds several of them.
import { defineComponent, h } from "vue";

/** @import { EventOf } from "../page.d.ts" */

export default defineComponent({
  props: { tag: { type: String, required: true } },
  emits: ["choose"],
  render() {
    return h(this.tag, { onChange: this.tell }, this.$slots.default?.());
  },
  methods: {
    /** @param {EventOf<HTMLInputElement>} event */
    tell({ target }) {
      this.$emit("choose", target.type === "checkbox" ? target.checked : target.value, target.name);
    },
    /** @param {string} typed @param {string} text */
    rewrite(typed, text) {
      if (this.$el.value === typed) this.$el.value = text;
    },
  },
});
