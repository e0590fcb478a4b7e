// The menu of one chat. Emits `choose` with the word of the action, or null when it was closed without a choice.
import Icon from "icons";

export default {
  components: { Icon },
  props: ["anchor", "isPinned"],
  emits: ["choose"],
  template: `
    <div class="pop side-menu" role="menu" aria-label="Chat menu" :style="place" @keydown="move" @click.stop>
      <template v-for="item in items" :key="item[0]">
        <hr v-if="item[0] === 'delete'" class="pop-rule">
        <button type="button" class="pop-item" :class="{'is-danger': item[0] === 'delete'}" role="menuitem" tabindex="-1"
                @click="$emit('choose', item[0])"><Icon :name="item[2]"/>{{ item[1] }}</button>
      </template>
    </div>`,
  data() {
    return { place: { visibility: "hidden" } };
  },
  computed: {
    items() {
      const pin = this.isPinned ? "Unpin" : "Pin";
      return [["rename", "Rename", "pencil"], ["pin", pin, "pin"], ["archive", "Archive", "archive"], ["export", "Export", "download"], ["delete", "Delete", "trash"]];
    },
  },
  mounted() {
    const button = this.anchor.getBoundingClientRect(), menu = this.$el.getBoundingClientRect();
    const isBelow = button.bottom + 4 + menu.height <= innerHeight - 8;
    const top = isBelow ? button.bottom + 4 : Math.max(8, button.top - 4 - menu.height);
    const left = Math.max(8, Math.min(button.right - 34, innerWidth - menu.width - 8));
    this.place = { top: top + "px", left: left + "px" };
    this.$nextTick(() => this.buttons()[0].focus({ preventScroll: true, focusVisible: false }));
    document.addEventListener("pointerdown", this.leave, true);
  },
  beforeUnmount() {
    document.removeEventListener("pointerdown", this.leave, true);
  },
  methods: {
    buttons() {
      return [...this.$el.querySelectorAll("button")];
    },
    leave(event) {
      if (!this.$el.contains(event.target) && !this.anchor.contains(event.target)) this.$emit("choose", null);
    },
    move(event) {
      const buttons = this.buttons(), at = buttons.indexOf(document.activeElement);
      const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (goal !== undefined) buttons.at(goal % buttons.length).focus();
      else if (event.key === "Escape" || event.key === "Tab") this.$emit("choose", null);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  },
};
