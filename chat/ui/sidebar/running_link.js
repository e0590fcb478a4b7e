// The way to what is running, with a count of it: chats that are being answered, and prompt suites.
import { defineComponent } from "vue";
import Icon from "../parts/icons.js";

/** @param {number} n @param {string} one @param {string} many */
const counted = (n, one, many) => (n ? `${n} ${n === 1 ? one : many}` : "");

export default defineComponent({
  components: { Icon },
  props: { chats: { type: Number, required: true }, suites: { type: Number, required: true }, isActive: Boolean },
  emits: ["follow"],
  template: `
    <a class="icon-button side-running" href="/running" aria-label="Running" :title="words" :aria-current="isActive ? 'page' : null"
      @click="$emit('follow', $event)">
      <Icon name="pulse"/><span v-if="count" class="side-count" aria-hidden="true">{{ Math.min(count, 99) }}</span></a>`,
  computed: {
    count() {
      return this.chats + this.suites;
    },
    words() {
      const parts = [
        counted(this.chats, "chat is being answered", "chats are being answered"),
        counted(this.suites, "prompt suite runs", "prompt suites run"),
      ];
      return parts.filter(Boolean).join(", ") || "Running replies";
    },
  },
});
