// Goes through the themes: as the system has it, light, dark. Emits `choose` with the one that was chosen, `change` when the look is
// another.
import { defineComponent } from "vue";
import Icon from "../parts/icons.js";

/** @import { Theme } from "../parts/page.d.ts" */

/** @type {Record<Theme, string>} */
const ICONS = { system: "screen", light: "sun", dark: "moon" };
const THEMES = /** @type {Theme[]} */ (Object.keys(ICONS));

export default defineComponent({
  components: { Icon },
  emits: ["choose", "change"],
  template: `
    <button type="button" class="icon-button" :aria-label="'Theme: ' + theme" :title="'Theme: ' + theme" @click="next">
      <Icon :name="icons[theme]"/></button>`,
  data() {
    return { theme: /** @type {Theme} */ (document.documentElement.dataset.theme || "system"), icons: ICONS };
  },
  mounted() {
    window.addEventListener("polylogue-theme", this.take);
  },
  beforeUnmount() {
    window.removeEventListener("polylogue-theme", this.take);
  },
  methods: {
    /** @param {Event} event */
    take(event) {
      this.theme = /** @type {CustomEvent<Theme>} */ (event).detail;
      this.$emit("change");
    },
    next() {
      const theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
      window.polylogueTheme?.(theme);
      this.theme = theme;
      this.$emit("choose", theme);
    },
  },
});
