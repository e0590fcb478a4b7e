// What was just done, in a sentence at the edge of the page, with a way back for as long as there is one.
const SHOWN_MS = 6000, UNDO_MS = 10000;

export default {
  emits: ["undo"],
  template: `
    <div class="side-snack" role="status" :class="{'is-shown': sentence}">
      <template v-if="sentence">
        <span>{{ sentence }}</span>
        <button v-if="undoKey" ref="undo" type="button" class="side-undo" @click="undo">Undo</button>
      </template>
    </div>`,
  data() {
    return { sentence: "", undoKey: "" };
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    say(sentence, undoKey) {
      clearTimeout(this.timer);
      Object.assign(this, { sentence, undoKey });
      this.timer = setTimeout(() => (this.sentence = this.undoKey = ""), undoKey ? UNDO_MS : SHOWN_MS);
    },
    undo() {
      if (!this.undoKey) return;
      this.$emit("undo", this.undoKey);
      this.undoKey = "";
    },
  },
};
