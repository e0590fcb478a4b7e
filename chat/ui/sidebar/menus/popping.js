// What all small windows of the sidebar share: a place beside their button, and that a press outside closes them.
export default {
  props: ["anchor"],
  data() {
    return { place: { visibility: "hidden" } };
  },
  mounted() {
    this.settle();
    document.addEventListener("pointerdown", this.leave, true);
  },
  beforeUnmount() {
    document.removeEventListener("pointerdown", this.leave, true);
  },
  methods: {
    settle() {
      const button = this.anchor.getBoundingClientRect(), box = this.$el.getBoundingClientRect();
      this.isBelow ??= button.bottom + 4 + box.height <= innerHeight - 8; // decided once: what changes its size must not jump to the other side
      const top = this.isBelow ? button.bottom + 4 : Math.max(8, button.top - 4 - box.height);
      const left = Math.max(8, Math.min(this.startsAtLeft ? button.left : button.right - 34, innerWidth - box.width - 8));
      this.place = { top: top + "px", left: left + "px" };
    },
    leave(event) {
      if (!this.$el.contains(event.target) && !this.anchor.contains(event.target)) this.close();
    },
    stops() {
      return [...this.$el.querySelectorAll("button, a")];
    },
    move(event) {
      const buttons = this.stops(), at = buttons.indexOf(document.activeElement);
      const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (goal !== undefined) buttons.at(goal % buttons.length).focus();
      else if (event.key === "Escape" || event.key === "Tab") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  },
};
