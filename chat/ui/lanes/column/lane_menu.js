// A menu of a comparison, below its button. Emits `choose` with the name of an item, or `close`; then the button has the focus again,
// unless that has gone elsewhere by itself.
import LaneIcon from "./lane_icons.js";

export default {
  components: { LaneIcon },
  props: { items: Array, opener: Object },
  emits: ["choose", "close"],
  template: `
    <div class="pop lane-menu" role="menu" @keydown="press" @focusout="leave">
      <button v-for="item in items" :key="item.name" type="button" role="menuitem" class="pop-item" @click="choose(item.name)">
        <LaneIcon :name="item.icon"/>{{ item.label }}</button>
    </div>`,
  mounted() {
    this.$el.firstElementChild.focus();
  },
  methods: {
    choose(name) {
      this.close();
      this.$emit("choose", name);
    },
    close() {
      this.$emit("close");
      this.opener.focus({ preventScroll: true });
    },
    leave({ relatedTarget }) {
      if (!this.$el.contains(relatedTarget) && relatedTarget !== this.opener) this.$emit("close");
    },
    press(event) {
      const items = [...this.$el.children];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  },
};
