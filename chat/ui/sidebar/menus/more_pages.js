// A button with the pages that are needed now and then. They are links, so that they can be opened in another tab, too.
import { defineComponent, markRaw, shallowRef } from "vue";
import Icon from "../../parts/icons.js";
import PopUp from "./pop_up.js";
import { walk } from "./walking.js";

const PAGES = [
  ["/leaderboard", "Leaderboard", "cup"],
  ["/personas", "Personas", "person"],
  ["/prompts", "Prompts", "book"],
  ["/suite", "Prompt suites", "table"],
  ["/data", "Import and export", "swap"],
];

const PagesMenu = defineComponent({
  components: { Icon, PopUp },
  props: { anchor: /** @type {import("vue").PropType<HTMLElement>} */ (Object), activeId: String, hasKeys: Boolean },
  emits: ["follow", "keys", "close"],
  template: `
    <PopUp :anchor="anchor" class="side-menu side-pages" role="menu" aria-label="More pages" @keydown="move" @close="close">
      <a v-for="[path, words, icon] in pages" :key="path" class="pop-item" role="menuitem" tabindex="-1" :href="path"
        :aria-current="path === activeId ? 'page' : null"
        @click="$emit('follow', $event, path)"><Icon :name="icon"/>{{ words }}</a>
      <template v-if="hasKeys">
        <hr class="pop-rule">
        <button type="button" class="pop-item" role="menuitem" tabindex="-1" @click="$emit('keys')">
          <Icon name="keys"/>Keyboard shortcuts</button>
      </template>
    </PopUp>`,
  data() {
    return { pages: PAGES };
  },
  mounted() {
    this.$nextTick(() => this.stops()[0].focus({ preventScroll: true, focusVisible: false }));
  },
  methods: {
    /** @returns {HTMLElement[]} */
    stops() {
      return [...this.$el.querySelectorAll("[role=menuitem]")];
    },
    move(event) {
      walk(event, this.stops(), this.close);
    },
    close() {
      this.$emit("close");
    },
  },
});

export default defineComponent({
  components: { Icon, PagesMenu },
  props: { activeId: String, hasKeys: Boolean },
  emits: ["follow"],
  template: `
    <span class="side-more-pages">
      <button ref="button" type="button" class="icon-button" :class="{'is-here': isHere}" aria-label="More pages" title="More pages"
        aria-haspopup="menu" :aria-expanded="String(!!anchor)" @click="toggle"><Icon name="dots"/></button>
      <PagesMenu v-if="anchor" :anchor="anchor" :active-id="activeId" :has-keys="hasKeys" @follow="follow" @keys="showKeys" @close="close"/>
    </span>`,
  setup: () => ({
    button: shallowRef(/** @type {HTMLButtonElement} */ (null)),
  }),
  data() {
    return { anchor: /** @type {HTMLElement | null} */ (null) };
  },
  computed: {
    isHere() {
      return PAGES.some(([path]) => path === this.activeId);
    },
  },
  methods: {
    toggle(event) {
      this.anchor = this.anchor ? null : markRaw(event.currentTarget);
    },
    close() {
      this.anchor = null;
      this.button.focus({ preventScroll: true, focusVisible: false });
    },
    follow(event, path) {
      this.anchor = null;
      this.$emit("follow", event, path);
    },
    showKeys() {
      this.close();
      window.dispatchEvent(new CustomEvent("polylogue-shortcuts"));
    },
  },
});
