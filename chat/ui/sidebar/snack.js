// What was just done, in a sentence at the edge of the page, with a way back for as long as there is one. The newest deed is shown;
// when it is undone or too old, the one before it comes up again for the rest of its own time.
const SHOWN_MS = 6000, BETWEEN_MS = 2500, UNDO_MS = 10000;

export default {
  emits: ["undo"],
  template: `
    <div class="side-snack" role="status" :class="{'is-shown': shown}">
      <template v-if="shown">
        <span>{{ shown.sentence }}</span>
        <button v-if="shown.undoKey" ref="undo" type="button" class="side-undo" @click="undo">Undo</button>
      </template>
    </div>`,
  data() {
    return { deeds: [] };
  },
  computed: {
    shown() {
      return this.deeds.at(-1);
    },
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    say(sentence, undoKey, seconds) {
      const others = this.deeds.filter((deed) => deed.undoKey && deed.undoKey !== undoKey);
      const ms = undoKey ? seconds * 1000 || UNDO_MS : others.length ? BETWEEN_MS : SHOWN_MS;
      this.deeds = [...others, { sentence, undoKey, until: performance.now() + ms }];
      this.wait();
    },
    wait() {
      clearTimeout(this.timer);
      const now = performance.now();
      this.deeds = this.deeds.filter((deed) => deed.until > now);
      if (this.shown) this.timer = setTimeout(() => this.wait(), this.shown.until - now + 1);
    },
    undo() {
      const { undoKey } = this.shown ?? {};
      if (!undoKey) return;
      this.$emit("undo", undoKey);
      this.deeds = this.deeds.filter((deed) => deed.undoKey !== undoKey);
      this.wait();
    },
  },
};
