// The menu of one chat, and behind "Export" the formats; without a chat only these. Emits `choose` with the word of the action (and what
// goes with it), or null when it was closed without a choice.
import { defineComponent } from "vue";
import Icon from "../../parts/icons.js";
import PopUp from "../../parts/popover.js";

/** @import { Chat } from "../listing/listing.js" */
/** @import { PropType } from "vue" */
/** @import { Reason } from "../../parts/popover.js" */

const FORMATS = [
  ["md", "Markdown", "file"],
  ["html", "HTML", "screen"],
  ["json", "JSON", "braces"],
];

export default defineComponent({
  components: { Icon, PopUp },
  props: {
    anchor: { type: /** @type {PropType<HTMLElement>} */ (Object), required: true },
    chat: /** @type {PropType<Chat>} */ (Object),
  },
  emits: ["choose"],
  template: `
    <PopUp :opener="anchor" class="side-menu" role="menu" :aria-label="isExporting ? 'Export as' : 'Chat menu'"
      @keydown="press" @close="leave">
      <template v-if="isExporting">
        <button v-if="chat" type="button" class="pop-item side-back" role="menuitem" tabindex="-1" aria-label="Back" @click="turn(false)">
          <Icon name="chevron"/>Export as</button>
        <hr v-if="chat" class="pop-rule">
        <button v-for="[name, label, icon] in formats" :key="name" type="button" class="pop-item" role="menuitem" tabindex="-1"
          @click="$emit('choose', 'export', { format: name })"><Icon :name="icon"/>{{ label }}</button>
        <a v-if="chat" class="pop-item" role="menuitem" tabindex="-1" :href="'/data?chat=' + chat.id" @click="$emit('choose', 'leave')">
          <Icon name="dots"/>More formats</a>
      </template>
      <template v-for="item in isExporting ? [] : items" :key="item[0]">
        <hr v-if="['move', 'select', 'delete'].includes(item[0])" class="pop-rule">
        <button v-if="item[0] === 'export'" type="button" class="pop-item" role="menuitem" tabindex="-1" aria-haspopup="menu"
          @click="turn(true)"><Icon :name="item[2]"/>{{ item[1] }}<Icon name="chevron" class="side-onward"/></button>
        <button v-else type="button" class="pop-item" :class="{'is-danger': item[0] === 'delete'}" role="menuitem" tabindex="-1"
          @click="$emit('choose', item[0])"><Icon :name="item[2]"/>{{ item[1] }}</button>
      </template>
    </PopUp>`,
  data() {
    return { isExporting: !this.chat, formats: FORMATS };
  },
  computed: {
    isWithin() {
      return Boolean(this.chat) && this.isExporting;
    },
    items() {
      const { isPinned = false, isArchived = false } = this.chat ?? {};
      return [
        ["rename", "Rename", "pencil"],
        ["suggest", "Suggest title", "spark"],
        ["pin", isPinned ? "Unpin" : "Pin", "pin"],
        ["move", "Move to folder", "folder"],
        ["tag", "Tags", "label"],
        isArchived ? ["unarchive", "Unarchive", "archive"] : ["archive", "Archive", "archive"],
        ["export", "Export", "download"],
        ["select", "Select", "tick"],
        ["delete", "Delete", "trash"],
      ];
    },
  },
  methods: {
    /** @returns {HTMLElement[]} */
    stops() {
      return [...this.$el.querySelectorAll("button, a")];
    },
    /** @param {boolean} isExporting */
    turn(isExporting) {
      this.isExporting = isExporting;
      this.$nextTick(() => {
        const stop = isExporting ? this.stops()[1] : this.stops().find((one) => one.ariaHasPopup);
        stop?.focus({ preventScroll: true });
      });
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      const isOnward = event.key === "ArrowRight" && !this.isExporting && document.activeElement?.ariaHasPopup;
      if (!isOnward && !(event.key === "ArrowLeft" && this.isWithin)) return;
      event.preventDefault();
      event.stopPropagation();
      this.turn(!this.isExporting);
    },
    /**
     * Out of the formats Escape leads back to where they were asked for.
     * @param {Reason} reason
     */
    leave(reason) {
      if (reason === "escape" && this.isWithin) this.turn(false);
      else this.$emit("choose", null);
    },
  },
});
