// Files that go with the message: chosen, pasted or dropped; each is uploaded at once and shown as a chip. A picture is painted when
// the server has found it sound: a small file can have billions of pixels.
import { defineComponent, shallowRef } from "vue";
import Icon from "../parts/icons.js";
import { lostOnTheWay, noteArriving } from "./arriving.js";
import { postFile } from "./large_text.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { AttachedFile } from "./wire.js" */

/** @typedef {AttachedFile & {key: number, picture?: string, abort?: AbortController}} Chip */

/** @typedef {{ids: string[], isLoading: boolean}} Attached */

const BEGINNING = /^.{0,100}/su; // of a name, in whole characters; the server cuts a long one in its middle
const LARGEST = 20 * 1024 * 1024;
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;
let count = 0;

/**
 * Whether this file of a kept draft could be brought back.
 * @param {AttachedFile} file
 */
export const isHere = (file) => Boolean(file.id);
/** @param {AttachedFile} file */
const lost = ({ name }) => `“${name}” was attached here and was lost when Polylogue restarted; attach it again.`;

/** @param {string} name */
const broken = (name) => `“${name}” had not arrived when the page was loaded again; attach it again.`;

export default defineComponent({
  components: { Icon },
  props: { initial: /** @type {PropType<AttachedFile[]>} */ (Array), draftKey: { type: String, default: "" } },
  emits: ["change", "leave"],
  template: `
    <ul v-if="chips.length" ref="list" class="composer-chips" aria-label="Attachments">
      <li v-for="chip in chips" :key="chip.key" class="composer-chip" :class="{'is-loading': !chip.id}">
        <img v-if="chip.picture && chip.id" class="composer-chip-picture" :src="chip.picture" alt="">
        <Icon v-else name="file"/>
        <span class="composer-chip-name" :title="chip.name">{{ chip.name }}</span>
        <span class="composer-chip-facts">{{ chip.id ? facts(chip) : 'uploading…' }}</span>
        <button type="button" class="composer-chip-remove" :aria-label="'Remove ' + chip.name" @click="remove(chip)"><Icon name="close"/>
          </button>
      </li>
    </ul>
    <p v-if="refusal" class="note is-bad composer-refusal" role="alert">{{ refusal }}</p>
    <p v-if="remark" class="note is-warning composer-refusal" role="alert">{{ remark }}</p>`,
  setup: () => ({
    list: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
  }),
  data() {
    const files = this.initial ?? [];
    return {
      chips: files.filter(isHere).map((file) => /** @type {Chip} */ ({ ...file, key: ++count })),
      refusal: [...files.filter((file) => !isHere(file)).map(lost), ...lostOnTheWay(this.draftKey).map(broken)].join("\n"),
      remark: "",
      cut: /** @type {string[]} */ ([]), // names of those that the end of the server has broken off
    };
  },
  methods: {
    /** @param {Iterable<File>} files */
    add(files) {
      this.forgive();
      for (const file of files) this.upload(file);
    },
    /** @param {string} name @param {string} sentence */
    refuse(name, sentence) {
      const whole = sentence.includes(name.match(BEGINNING)?.[0] ?? "") ? sentence : `${name}: ${sentence}`;
      this.refusal = this.refusal ? `${this.refusal}\n${whole}` : whole;
    },
    /** @param {File} file */
    async upload(file) {
      if (file.size > LARGEST) {
        return this.refuse(file.name, `“${file.name}” is too large: ${(file.size / 1e6).toFixed(1)} MB, and a file may have 20 MB.`);
      }
      const abort = new AbortController();
      const picture = PICTURE.test(file.type) ? URL.createObjectURL(file) : "";
      this.chips.push({ key: ++count, name: file.name || "image.png", size: file.size, id: "", abort, picture });
      const chip = this.chips[this.chips.length - 1];
      this.tell();
      try {
        const { id, name, size, tokens, note } = await postFile(file, abort.signal);
        Object.assign(chip, { id, name: name ?? chip.name, size: size ?? chip.size, tokens });
        if (note) this.remark = note;
      } catch (error) {
        const { name, message, isCut } = /** @type {Error & {isCut?: boolean}} */ (error);
        if (name !== "AbortError") this.refuse(chip.name, message);
        if (isCut) this.cut.push(chip.name);
        this.chips = this.chips.filter((other) => other.key !== chip.key);
      }
      this.tell();
    },
    /** @param {Chip} chip */
    remove(chip) {
      const at = this.chips.findIndex((other) => other.key === chip.key);
      chip.abort?.abort();
      this.chips = this.chips.filter((other) => other.key !== chip.key);
      this.forgive();
      this.tell();
      this.$nextTick(() => this.passFocusOn(at));
    },
    /**
     * The button that had the focus is gone.
     * @param {number} at
     */
    passFocusOn(at) {
      const buttons = this.list?.querySelectorAll(".composer-chip-remove");
      if (buttons?.length) buttons[Math.min(at, buttons.length - 1)].focus();
      else this.$emit("leave");
    },
    forgive() {
      this.refusal = this.remark = "";
      this.cut = [];
    },
    tell() {
      const isKept = !document.querySelector(".chat-panel.is-temporary");
      if (isKept) noteArriving(this.draftKey, [...this.chips.filter((chip) => !chip.id).map(({ name }) => name), ...this.cut]);
      this.$emit("change", {
        ids: this.chips.filter((chip) => chip.id).map((chip) => chip.id),
        isLoading: this.chips.some((chip) => !chip.id),
      });
    },
    clear() {
      this.chips = [];
      this.forgive();
      this.tell();
    },
    keep() {
      return this.chips;
    },
    /** @param {Chip[]} chips */
    restore(chips) {
      this.chips = chips;
      this.tell();
    },
    /** @param {Chip} chip */
    facts({ size, tokens }) {
      const [unit, by] = size >= 1e6 ? ["MB", 1e6] : size >= 1e3 ? ["kB", 1e3] : ["B", 1];
      return (
        `${+(size / by).toFixed(unit === "MB" ? 1 : 0)} ${unit}` +
        (tokens ? ` · ${tokens >= 1000 ? Math.round(tokens / 1000) + "k" : tokens} token${tokens === 1 ? "" : "s"}` : "")
      );
    },
  },
});
