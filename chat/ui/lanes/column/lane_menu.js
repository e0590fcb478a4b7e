// A menu of a comparison. Emits `choose` with the name of an item, or `close`.
import { defineComponent } from "vue";
import PopUp from "../../parts/popover.js";
import LaneIcon from "./lane_icons.js";

/** @import { OfferedAction } from "../wire.js" */
/** @import { PropType } from "vue" */

export default defineComponent({
  components: { LaneIcon, PopUp },
  props: {
    items: { type: /** @type {PropType<OfferedAction[]>} */ (Array), required: true },
    opener: { type: /** @type {PropType<HTMLElement>} */ (Object), required: true },
  },
  emits: ["choose", "close"],
  template: `
    <PopUp class="lane-menu" role="menu" :opener="opener" is-at-end @close="$emit('close')">
      <button v-for="item in items" :key="item.name" type="button" role="menuitem" class="pop-item" tabindex="-1"
        @click="choose(item.name)"><LaneIcon :name="item.icon"/>{{ item.label }}</button>
    </PopUp>`,
  methods: {
    /** @param {string} name */
    choose(name) {
      this.$emit("close");
      this.$emit("choose", name);
    },
  },
});
