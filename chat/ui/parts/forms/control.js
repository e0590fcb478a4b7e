// A native control, or what holds several of them.
import { h } from "vue";

export default {
  props: { tag: String },
  emits: ["choose"],
  render() {
    return h(this.tag, { onChange: this.tell }, this.$slots.default?.());
  },
  methods: {
    tell({ target }) {
      this.$emit("choose", target.type === "checkbox" ? target.checked : target.value, target.name);
    },
    rewrite(typed, text) {
      if (this.$el.value === typed) this.$el.value = text;
    },
  },
};
