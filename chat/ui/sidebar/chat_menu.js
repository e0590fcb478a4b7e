// The menu of one chat. Emits `choose` with the word of the action, or null when it was closed without a choice.
import Icon from "icons";
import popping from "popping";

export default {
  components: { Icon },
  mixins: [popping],
  props: ["chat"],
  emits: ["choose"],
  template: `
    <div class="pop side-menu" role="menu" aria-label="Chat menu" :style="place" @keydown="move" @click.stop>
      <template v-for="item in items" :key="item[0]">
        <hr v-if="['move', 'select', 'delete'].includes(item[0])" class="pop-rule">
        <button type="button" class="pop-item" :class="{'is-danger': item[0] === 'delete'}" role="menuitem" tabindex="-1"
                @click="$emit('choose', item[0])"><Icon :name="item[2]"/>{{ item[1] }}</button>
      </template>
    </div>`,
  computed: {
    items() {
      const { isPinned, isArchived } = this.chat;
      return [
        ["rename", "Rename", "pencil"], ["suggest", "Suggest title", "spark"], ["pin", isPinned ? "Unpin" : "Pin", "pin"],
        ["move", "Move to folder", "folder"], ["tag", "Tags", "label"],
        isArchived ? ["unarchive", "Unarchive", "archive"] : ["archive", "Archive", "archive"], ["export", "Export", "download"],
        ["select", "Select", "tick"], ["delete", "Delete", "trash"],
      ];
    },
  },
  mounted() {
    this.$nextTick(() => this.stops()[0].focus({ preventScroll: true, focusVisible: false }));
  },
  methods: {
    close() {
      this.$emit("choose", null);
    },
  },
};
