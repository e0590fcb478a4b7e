// What was just done, in a sentence at the edge of the page, with Undo for as long as that is possible. The newest message is shown;
// when it is undone or too old, the one before it comes up again for the rest of its own time.
import { defineComponent } from "vue";

/** @typedef {{sentence: string, undoKey: string, until: number}} Message `until`: milliseconds since the page was opened */

const SHOWN_MS = 6000;
const BETWEEN_MS = 2500;
const UNDO_MS = 10000;

export default defineComponent({
  emits: ["undo"],
  template: `
    <div class="side-snack" role="status" :class="{'is-shown': shown}">
      <template v-if="shown">
        <span>{{ shown.sentence }}</span>
        <button v-if="shown.undoKey" ref="undo" type="button" class="side-undo" @click="undo">Undo</button>
      </template>
    </div>`,
  setup: () => ({ timer: 0 }),
  data() {
    return { messages: /** @type {Message[]} */ ([]) };
  },
  computed: {
    shown() {
      return this.messages.at(-1);
    },
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    /** @param {string} sentence @param {string} undoKey @param {number} seconds */
    say(sentence, undoKey, seconds) {
      const others = this.messages.filter((message) => message.undoKey && message.undoKey !== undoKey);
      const ms = undoKey ? seconds * 1000 || UNDO_MS : others.length ? BETWEEN_MS : SHOWN_MS;
      this.messages = [...others, { sentence, undoKey, until: performance.now() + ms }];
      this.wait();
    },
    wait() {
      clearTimeout(this.timer);
      const now = performance.now();
      this.messages = this.messages.filter((message) => message.until > now);
      if (this.shown) this.timer = window.setTimeout(() => this.wait(), this.shown.until - now + 1);
    },
    undo() {
      const { undoKey } = this.shown ?? {};
      if (!undoKey) return;
      this.$emit("undo", undoKey);
      this.messages = this.messages.filter((message) => message.undoKey !== undoKey);
      this.wait();
    },
  },
});
