// Which chats the list shows: all, those of a folder or with a tag, the archived ones. Emits `choose` with a view, or null.
import { defineComponent } from "vue";
import Icon from "../../parts/icons.js";
import PopUp from "../../parts/popover.js";

/** @import { View } from "../listing/listing.js" */
/** @import { PropType } from "vue" */

/** @param {View} view */
export const nameOf = ({ kind, name }) => (kind === "all" ? "All chats" : kind === "archived" ? "Archived" : name);
/** @param {View} view */
const depthOf = ({ kind, name }) => (kind === "folder" ? name.split("/").length - 1 : 0);
/** @param {View} view */
export const iconOf = ({ kind }) => ({ all: "menu", archived: "archive", folder: "folder", tag: "label" })[kind];

export default defineComponent({
  components: { Icon, PopUp },
  props: {
    anchor: { type: /** @type {PropType<HTMLElement>} */ (Object), required: true },
    views: { type: /** @type {PropType<View[]>} */ (Array), required: true },
    view: { type: /** @type {PropType<View>} */ (Object), required: true },
  },
  emits: ["choose"],
  template: `
    <PopUp :opener="anchor" class="side-menu side-views" role="menu" aria-label="Show" @close="$emit('choose', null)">
      <template v-for="(one, i) in views" :key="one.kind + one.name">
        <div v-if="heading(i)" class="pop-heading">{{ heading(i) }}</div>
        <hr v-if="one.kind === 'archived'" class="pop-rule">
        <button type="button" class="pop-item" role="menuitemradio" tabindex="-1" :aria-checked="String(isChosen(one))"
          @click="$emit('choose', one)"
          :aria-label="depthOf(one) ? one.name : null" :title="nameOf(one).length > 24 ? nameOf(one) : null"
          :style="{paddingLeft: 10 + 18 * Math.min(depthOf(one), 4) + 'px'}">
          <Icon :name="iconOf(one)"/><span class="side-view-name" dir="auto">{{ lastOf(one) }}</span>
          <span class="side-count">{{ one.count.toLocaleString("en") }}</span>
        </button>
      </template>
    </PopUp>`,
  methods: {
    nameOf,
    iconOf,
    depthOf,
    /** @param {View} one */
    lastOf(one) {
      return (depthOf(one) && one.name.split("/").at(-1)) || nameOf(one);
    },
    /** @param {View} one */
    isChosen(one) {
      return one.kind === this.view.kind && one.name === this.view.name;
    },
    /** @param {number} i */
    heading(i) {
      const { kind } = this.views[i];
      if (kind === this.views[i - 1]?.kind) return "";
      return kind === "folder" ? "Folders" : kind === "tag" ? "Tags" : "";
    },
  },
});
