// "/" at the start of the message opens the prompt library; gaps like {{name}} are asked for before the text goes into the box.
import { defineComponent, shallowRef } from "vue";
import Icon from "../parts/icons.js";

/** @import { ShallowRef } from "vue" */
/** @import { LibraryPrompt } from "./wire.js" */
/** @import { EventOf } from "../parts/page.d.ts" */

/** @typedef {LibraryPrompt & {gaps: string[]}} Filling */

const QUERY = /^\/([^\n]{0,80})$/;
const GAP = /\{\{\s*([^{}\s][^{}\n]{0,59}?)\s*\}\}/g; // the same rule as in chat/engine/prompt_library.py
const MOST = 50;

export default defineComponent({
  components: { Icon },
  emits: ["use", "close"],
  template: `
    <div v-if="isOpen" ref="pop" class="pop slash" @mousedown.prevent>
      <div v-if="shown.length" ref="list" :id="uid" class="slash-list" role="listbox" aria-label="Prompts">
        <div v-for="(prompt, i) in shown" :key="prompt.id" :id="uid + i" role="option" class="slash-item" :aria-selected="String(i === at)"
          @mousemove="at = i" @click="choose(prompt)">
          <span class="slash-title">{{ prompt.title }}</span><span class="slash-text">{{ prompt.text.match(/^.{0,160}/su)[0] }}</span>
        </div>
      </div>
      <p v-else class="slash-empty">{{ problem || (isLoading ? "Looking…" : "No prompts are kept yet.") }}</p>
      <a class="slash-foot" href="/prompts">{{ shown.length ? "Manage prompts" : "Write the first one" }}</a>
    </div>
    <Teleport to="body">
      <dialog v-if="filling" ref="dialog" class="gaps" :aria-label="'Fill in ' + filling.title" @cancel.prevent="leave" @keydown.stop>
        <form @submit.prevent="fill">
          <h2>{{ filling.title }}</h2>
          <div v-for="(name, i) in filling.gaps" :key="name" class="field">
            <label :for="uid + 'gap' + i">{{ name }}</label>
            <textarea :id="uid + 'gap' + i" v-model="values[name]" rows="1" dir="auto" @keydown.enter.exact="enter"></textarea>
          </div>
          <div class="gaps-foot"><button type="button" class="button" @click="leave">Cancel</button>
            <button type="submit" class="button is-main">Insert</button></div>
        </form>
      </dialog>
    </Teleport>`,
  setup: () => ({
    pop: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    dialog: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
    box: /** @type {ShallowRef<HTMLTextAreaElement>} */ (shallowRef()),
    isDismissed: /** @type {ShallowRef<boolean>} */ (shallowRef()),
  }),
  data() {
    return {
      query: /** @type {string | null} */ (null),
      prompts: /** @type {LibraryPrompt[]} */ ([]),
      isLoading: false,
      problem: "",
      at: 0,
      filling: /** @type {Filling | null} */ (null),
      values: /** @type {Record<string, string>} */ ({}),
      uid: `slash${Math.random().toString(36).slice(2, 8)}-`,
    };
  },
  computed: {
    /** @returns {LibraryPrompt[]} */
    shown() {
      const words = (this.query ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      /** @param {LibraryPrompt} prompt */
      const rank = ({ title }) => (title.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
      const fitting = this.prompts.filter(({ title, text }) =>
        words.every((word) => `${title} ${text.slice(0, 2000)}`.toLowerCase().includes(word)),
      );
      return fitting.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
    },
    /** @returns {boolean} */
    isOpen() {
      return this.query !== null && (this.shown.length > 0 || this.query === "");
    },
  },
  watch: {
    at: "tell",
    shown: "restart",
    isOpen() {
      this.tell();
      this.$nextTick(() => this.fit());
    },
  },
  methods: {
    // Above the composer there is as much room as there is: on an empty chat it stands in the middle of the page.
    fit() {
      const room = this.pop?.offsetParent?.getBoundingClientRect().top;
      if (room !== undefined) this.pop.style.setProperty("--room", `${room - 16}px`);
    },

    // called by the composer

    /**
     * What is typed now. A text that only happens to begin with a slash fits no prompt, and is left alone.
     * @param {HTMLTextAreaElement} box
     */
    look(box) {
      this.box = box;
      const query = box.textLength <= 81 ? (QUERY.exec(box.value)?.[1] ?? null) : null;
      if (query === null) this.isDismissed = false;
      if (query !== null && this.query === null && !this.isDismissed) this.load();
      this.query = this.isDismissed ? null : query;
    },
    /**
     * Whether the key was meant for the list.
     * @param {KeyboardEvent} event
     * @returns {boolean}
     */
    press(event) {
      if (!this.isOpen || event.isComposing || event.keyCode === 229) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.shown.length) this.at = (this.at + step + this.shown.length) % this.shown.length;
      else if (event.key === "Escape") this.dismiss();
      else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.shown.length) this.choose(this.shown[this.at]);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    dismiss() {
      this.isDismissed = true;
      this.shut();
    },
    shut() {
      this.query = null;
    },

    // the list

    restart() {
      this.at = 0;
      this.tell();
    },

    async load() {
      this.isLoading = true;
      this.problem = "";
      try {
        const response = await fetch((window.path_prefix ?? "") + "/api/prompts");
        if (!response.ok) throw new Error(String(response.status));
        this.prompts = await response.json();
      } catch (error) {
        console.info("the prompts could not be fetched", error);
        this.problem = "The prompts can’t be fetched right now.";
      }
      this.isLoading = false;
    },
    /** Where the list stands, for those who hear the page. */
    tell() {
      const { box, isOpen, shown } = this;
      if (!box) return;
      if (isOpen && shown.length) {
        box.setAttribute("aria-controls", this.uid);
        box.setAttribute("aria-activedescendant", this.uid + this.at);
        this.$nextTick(() => document.getElementById(this.uid + this.at)?.scrollIntoView({ block: "nearest" }));
      } else {
        box.removeAttribute("aria-controls");
        box.removeAttribute("aria-activedescendant");
      }
    },
    /** @param {LibraryPrompt} prompt */
    choose(prompt) {
      this.query = null;
      const gaps = prompt.gaps ?? [...new Set([...prompt.text.matchAll(GAP)].map((match) => match[1]))];
      if (!gaps.length) return prompt.source ? this.read(prompt, {}) : this.$emit("use", prompt.text);
      this.values = Object.fromEntries(gaps.map((name) => [name, ""]));
      this.filling = { ...prompt, gaps };
      this.$nextTick(() => this.dialog.showModal());
    },

    // the gaps

    /** @param {EventOf<HTMLTextAreaElement, KeyboardEvent>} event */
    enter(event) {
      if (event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      const fields = [...this.dialog.querySelectorAll("textarea")];
      const next = fields[fields.indexOf(event.target) + 1];
      if (next) next.focus();
      else this.fill();
    },
    fill() {
      const { values, filling } = this;
      if (!filling) return;
      this.dialog.close(); // nothing else can have the focus while it is open
      this.filling = null;
      if (filling.source) return this.read(filling, values);
      this.$emit(
        "use",
        filling.text.replace(GAP, (gap, name) => values[name]),
      );
    },
    /**
     * What an MCP server serves: its text comes from there.
     * @param {LibraryPrompt} prompt
     * @param {Record<string, string>} values
     */
    async read({ source, kind, name }, values) {
      const { postQuestion } = await import("./large_text.js");
      try {
        const { text } = await postQuestion("/api/prompts/served", { source, kind, name, arguments: { ...values } });
        this.$emit("use", text);
      } catch (error) {
        window.Quasar?.Notify.create({
          message: /** @type {Error} */ (error).message,
          position: "top",
          classes: "notice",
          group: "served",
          badgeClass: "hidden",
        });
        this.$emit("close");
      }
    },
    leave() {
      this.dialog.close();
      this.filling = null;
      this.$emit("close");
    },
  },
});
