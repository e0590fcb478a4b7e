// A button with the pages that are needed now and then. They are links, so that they can be opened in another tab, too.
import { markRaw } from "vue";
import Icon from "../../parts/icons.js";
import popping from "./popping.js";

const PAGES = [
  ["/leaderboard", "Leaderboard", "cup"], ["/personas", "Personas", "person"], ["/prompts", "Prompts", "book"],
  ["/suite", "Prompt suites", "table"], ["/data", "Import and export", "swap"],
];

const PagesMenu = {
  components: { Icon },
  mixins: [popping],
  props: { activeId: String, hasKeys: Boolean },
  emits: ["follow", "keys", "close"],
  template: `
    <div class="pop side-menu side-pages" role="menu" aria-label="More pages" :style="place" @keydown="move" @click.stop>
      <a v-for="[path, words, icon] in pages" :key="path" class="pop-item" role="menuitem" tabindex="-1" :href="path" :aria-current="path === activeId ? 'page' : null"
         @click="$emit('follow', $event, path)"><Icon :name="icon"/>{{ words }}</a>
      <template v-if="hasKeys">
        <hr class="pop-rule">
        <button type="button" class="pop-item" role="menuitem" tabindex="-1" @click="$emit('keys')"><Icon name="keys"/>Keyboard shortcuts</button>
      </template>
    </div>`,
  data() {
    return { pages: PAGES };
  },
  mounted() {
    this.$nextTick(() => this.stops()[0].focus({ preventScroll: true, focusVisible: false }));
  },
  methods: {
    stops() {
      return [...this.$el.querySelectorAll("[role=menuitem]")];
    },
    close() {
      this.$emit("close");
    },
  },
};

export default {
  components: { Icon, PagesMenu },
  props: { activeId: String, hasKeys: Boolean },
  emits: ["follow", "keys"],
  template: `
    <span class="side-more-pages">
      <button ref="button" type="button" class="icon-button" :class="{'is-here': isHere}" aria-label="More pages" title="More pages" aria-haspopup="menu" :aria-expanded="String(!!anchor)" @click="toggle"><Icon name="dots"/></button>
      <PagesMenu v-if="anchor" :anchor="anchor" :active-id="activeId" :has-keys="hasKeys" @follow="follow" @keys="askForKeys" @close="close"/>
    </span>`,
  data() {
    return { anchor: null };
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
      this.$refs.button.focus({ preventScroll: true, focusVisible: false });
    },
    follow(event, path) {
      this.anchor = null;
      this.$emit("follow", event, path);
    },
    askForKeys() {
      this.close();
      this.$emit("keys");
    },
  },
};
