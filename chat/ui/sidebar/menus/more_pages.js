// A button with the pages that are needed now and then. They are links, so that they can be opened in another tab, too.
import { defineComponent, markRaw } from "vue";
import Icon from "../../parts/icons.js";
import PopUp from "../../parts/popover.js";

/** @import { EventOf } from "../../parts/page.d.ts" */

const PAGES = [
  ["/leaderboard", "Leaderboard", "cup"],
  ["/personas", "Personas", "person"],
  ["/prompts", "Prompts", "book"],
  ["/suite", "Prompt suites", "table"],
  ["/data", "Import and export", "swap"],
];

export default defineComponent({
  components: { Icon, PopUp },
  props: { activeId: String, hasKeys: Boolean },
  emits: ["follow"],
  template: `
    <span class="side-more-pages">
      <button type="button" class="icon-button" :class="{'is-here': isHere}" aria-label="More pages" title="More pages"
        aria-haspopup="menu" :aria-expanded="String(!!anchor)" @click="toggle"><Icon name="dots"/></button>
      <PopUp v-if="anchor" :opener="anchor" class="side-menu side-pages" role="menu" aria-label="More pages" @close="anchor = null">
        <a v-for="[path, words, icon] in pages" :key="path" class="pop-item" role="menuitem" tabindex="-1" :href="path"
          :aria-current="path === activeId ? 'page' : null" @click="follow($event, path)"><Icon :name="icon"/>{{ words }}</a>
        <template v-if="hasKeys">
          <hr class="pop-rule">
          <button type="button" class="pop-item" role="menuitem" tabindex="-1" @click="showKeys">
            <Icon name="keys"/>Keyboard shortcuts</button>
        </template>
      </PopUp>
    </span>`,
  data() {
    return { anchor: /** @type {HTMLElement | null} */ (null), pages: PAGES };
  },
  computed: {
    isHere() {
      return PAGES.some(([path]) => path === this.activeId);
    },
  },
  methods: {
    /** @param {EventOf} event */
    toggle(event) {
      this.anchor = this.anchor ? null : markRaw(event.currentTarget);
    },
    /** @param {Event} event @param {string} path */
    follow(event, path) {
      this.anchor = null;
      this.$emit("follow", event, path);
    },
    showKeys() {
      this.anchor = null;
      window.dispatchEvent(new CustomEvent("polylogue-shortcuts"));
    },
  },
});
