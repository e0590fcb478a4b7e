// A small window of the sidebar, beside its button. Asks to be closed by a press outside. What lies in it is its parent's.
import { defineComponent } from "vue";

export default defineComponent({
  props: { anchor: /** @type {import("vue").PropType<HTMLElement>} */ (Object), startsAtLeft: Boolean },
  emits: ["close"],
  template: `<div class="pop" :style="place" @click.stop><slot/></div>`,
  setup: () => ({ isBelow: /** @type {boolean | null} */ (null) }),
  data() {
    return { place: /** @type {Partial<CSSStyleDeclaration>} */ ({ visibility: "hidden" }) };
  },
  mounted() {
    this.settle();
    document.addEventListener("pointerdown", this.leave, true);
  },
  beforeUnmount() {
    document.removeEventListener("pointerdown", this.leave, true);
  },
  methods: {
    /** To be called when what lies in it has another size. */
    settle() {
      const button = this.anchor.getBoundingClientRect();
      const box = this.$el.getBoundingClientRect();
      this.isBelow ??= button.bottom + 4 + box.height <= innerHeight - 8; // decided once: it must not jump to the other side
      const top = this.isBelow ? button.bottom + 4 : Math.max(8, button.top - 4 - box.height);
      const left = Math.max(8, Math.min(this.startsAtLeft ? button.left : button.right - 34, innerWidth - box.width - 8));
      this.place = { top: `${top}px`, left: `${left}px` };
    },
    leave(event) {
      if (!this.$el.contains(event.target) && !this.anchor.contains(event.target)) this.$emit("close");
    },
  },
});
