// Files that go with the message: chosen, pasted or dropped; each is uploaded at once and shown as a chip.
import Icon from "icons";
import { postFile } from "large_text";

let count = 0;

export default {
  components: { Icon },
  props: { initial: Array },
  emits: ["change"],
  template: `
    <ul v-if="chips.length" class="composer-chips" aria-label="Attachments">
      <li v-for="chip in chips" :key="chip.key" class="composer-chip" :class="{'is-loading': !chip.id}">
        <Icon name="file"/>
        <span class="composer-chip-name" :title="chip.name">{{ chip.name }}</span>
        <span class="composer-chip-facts">{{ chip.id ? facts(chip) : 'uploading…' }}</span>
        <button type="button" class="composer-chip-remove" :aria-label="'Remove ' + chip.name" @click="remove(chip)"><Icon name="close"/></button>
      </li>
    </ul>
    <p v-if="refusal" class="note is-bad composer-refusal" role="alert">{{ refusal }}</p>`,
  data() {
    return { chips: (this.initial ?? []).map((file) => ({ ...file, key: ++count })), refusal: "" };
  },
  methods: {
    add(files) {
      this.refusal = "";
      for (const file of files) this.upload(file);
    },
    async upload(file) {
      const abort = new AbortController();
      this.chips.push({ key: ++count, name: file.name || "image.png", size: file.size, id: "", abort });
      const chip = this.chips.at(-1);
      this.tell();
      try {
        const { id, name, size, tokens } = await postFile(file, abort.signal);
        Object.assign(chip, { id, name: name ?? chip.name, size: size ?? chip.size, tokens });
      } catch (error) {
        if (error.name !== "AbortError") this.refusal = `${chip.name}: ${error.message}`;
        this.chips = this.chips.filter((other) => other.key !== chip.key);
      }
      this.tell();
    },
    remove(chip) {
      chip.abort?.abort();
      this.chips = this.chips.filter((other) => other.key !== chip.key);
      this.refusal = "";
      this.tell();
    },
    tell() {
      this.$emit("change", { ids: this.chips.filter((chip) => chip.id).map((chip) => chip.id), isLoading: this.chips.some((chip) => !chip.id) });
    },
    clear() {
      this.chips = [];
      this.refusal = "";
      this.tell();
    },
    keep() {
      return this.chips;
    },
    restore(chips) {
      this.chips = chips;
      this.tell();
    },
    facts({ size, tokens }) {
      const [unit, by] = size >= 1e6 ? ["MB", 1e6] : size >= 1e3 ? ["kB", 1e3] : ["B", 1];
      return `${+(size / by).toFixed(unit === "MB" ? 1 : 0)} ${unit}` + (tokens ? ` · ${tokens >= 1000 ? Math.round(tokens / 1000) + "k" : tokens} tokens` : "");
    },
  },
};
