// The title of a chat as a text box in its own row. Emits `end` with the new title, or null if it stays as it was.
import { defineComponent } from "vue";

const LONGEST = 100_000; // characters on their way: how many of them are kept, Python says

export default defineComponent({
  props: { title: { type: String, required: true } },
  emits: ["end"],
  template: `
    <input v-model="text" class="side-rename" aria-label="Chat title" @keydown.enter.prevent.stop="!$event.isComposing && keep()"
      @keydown.esc.prevent.stop="$emit('end', null)" @blur="keep">`,
  data() {
    return { text: this.title };
  },
  mounted() {
    this.$el.select();
  },
  methods: {
    keep() {
      const title = this.text.trim().slice(0, LONGEST);
      this.$emit("end", title && title !== this.title ? title : null);
    },
  },
});
