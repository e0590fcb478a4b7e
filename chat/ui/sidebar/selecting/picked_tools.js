// What can be done with the chats that are picked. Emits `act` with the word of the action, and what goes with it; `ask` for a folder or
// tags.
import { defineComponent, markRaw } from "vue";
import Icon from "../../parts/icons.js";
import ChatMenu from "../menus/chat_menu.js";

/** @import { EventOf } from "../../parts/page.d.ts" */

export default defineComponent({
  components: { ChatMenu, Icon },
  props: { count: Number, isArchived: Boolean },
  emits: ["act", "ask"],
  template: `
    <div class="side-actions" role="toolbar" aria-label="With the selected chats">
      <button type="button" :disabled="!count" @click="$emit('ask', 'move', $event.currentTarget)"><Icon name="folder"/>Move</button>
      <button type="button" :disabled="!count" @click="$emit('ask', 'tag', $event.currentTarget)"><Icon name="label"/>Tag</button>
      <button type="button" :disabled="!count" @click="$emit('act', isArchived ? 'unarchive' : 'archive')"><Icon name="archive"/>{{
        isArchived ? "Unarchive" : "Archive" }}</button>
      <button type="button" :disabled="!count" aria-haspopup="menu" @click="toggleFormats"><Icon name="download"/>Export</button>
      <button type="button" class="is-danger" :disabled="!count" @click="$emit('act', 'delete')"><Icon name="trash"/>Delete</button>
    </div>
    <ChatMenu v-if="formatsFor" :anchor="formatsFor" @choose="exportAs"/>`,
  data() {
    return { formatsFor: /** @type {HTMLElement | null} */ (null) };
  },
  methods: {
    /** @param {EventOf} event */
    toggleFormats(event) {
      this.formatsFor = this.formatsFor ? null : markRaw(event.currentTarget);
    },
    /** @param {string | null} action @param {object} [what] */
    exportAs(action, what) {
      this.formatsFor = null;
      if (action) this.$emit("act", action, what);
    },
  },
});
