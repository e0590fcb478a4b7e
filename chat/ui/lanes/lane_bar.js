// The line above the lanes: what concerns all of them. With less room the less used buttons show only their icons, then all of
// them do; where there is not even room for that (a phone) the less used ones move into a menu.
import { defineComponent, shallowRef } from "vue";
import Picker from "polylogue/model_picker/picker.js";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";
import LaneMenu from "polylogue/lanes/column/lane_menu.js";
import PopUp from "polylogue/parts/popover.js";

/** @import { BarFacts, LaneSet, OfferedAction } from "polylogue/lanes/wire.js" */
/** @import { PropType, ShallowRef } from "vue" */
/** @typedef {OfferedAction & {isMain: boolean}} ShownAction */

const FITS = ["words", "icons", "small", "menu"]; // `data-fit` of the line, roomiest first
const SETS = { name: "sets", label: "Sets", icon: "sets" };
const ALWAYS_THERE = new Set(["blind"]);

export default defineComponent({
  components: { LaneIcon, LaneMenu, Picker, PopUp },
  props: { facts: { type: /** @type {PropType<BarFacts>} */ (Object), required: true } },
  emits: ["act"],
  template: `
    <div class="lane-bar" role="toolbar" aria-label="All lanes">
      <span v-if="known.isBlind" class="lane-bar-hint">Names are hidden</span>
      <Picker v-else-if="!known.isFull" value="" label="Add model" placeholder="Add model" forgets
        @choose="(model) => act('add', { model })"/>
      <span v-else class="lane-bar-hint">{{ known.count }} lanes<span class="lane-bar-less">, no more</span></span>
      <div v-show="!known.isBlind" class="lane-sets">
        <button type="button" class="lane-bar-button lane-bar-less" ref="setsButton" aria-label="Sets" aria-haspopup="dialog"
          :aria-expanded="String(isOpen)" @click="isOpen = !isOpen"><LaneIcon name="sets"/><span>Sets</span></button>
        <PopUp v-if="isOpen" class="lane-sets-pop" role="dialog" aria-label="Sets of lanes" :opener="setsOpener()" @close="isOpen = false">
          <ul v-if="known.sets.length" aria-label="Saved sets">
            <li v-for="set in known.sets" :key="set.name">
              <button type="button" class="pop-item" :title="set.models.join(', ')" @click="use(set)"><span>{{ set.name }}</span>
                <small>{{ set.models.length }} lanes</small></button>
              <button type="button" class="lane-button" :aria-label="'Delete set ' + set.name" title="Delete this set" @click="drop(set)">
                <LaneIcon name="trash"/></button>
            </li>
          </ul>
          <p v-else class="lane-hint">Lanes you use together can be saved as a set.</p>
          <form class="lane-set-new" @submit.prevent="keep"><input ref="nameBox" v-model="name" aria-label="Name of the set"
            placeholder="Name of these lanes" maxlength="60" autocomplete="off">
          <button type="submit" class="button" :disabled="!name.trim()">Save set</button></form>
        </PopUp>
      </div>
      <template v-if="!known.hasTurns">
        <button v-for="set in known.sets.slice(0, 4)" :key="set.name" type="button" class="lane-bar-button lane-bar-less is-chip"
          :title="set.models.join(', ')" @click="use(set)">{{ set.name }}</button>
      </template>
      <span class="lane-bar-gap"></span>
      <button v-if="known.failed" type="button" class="lane-bar-button is-bad" aria-label="Retry failed" title="Ask the failed lanes again"
        @click="act('retry-failed')"><LaneIcon name="retry"/><span>Retry failed</span></button>
      <button v-if="known.running" type="button" class="lane-bar-button" aria-label="Stop all" title="Stop all lanes"
        @click="act('stop-all')"><LaneIcon name="stop"/><span>Stop all</span></button>
      <button v-for="action in actions" :key="action.name" type="button" class="lane-bar-button" :class="{'lane-bar-less': !action.isMain}"
        :aria-label="action.label"
        :aria-pressed="action.name === 'blind' ? String(known.isBlind) : null" :title="action.label" @click="act(action.name)">
        <LaneIcon v-if="action.icon" :name="action.icon"/><span>{{ action.label }}</span></button>
      <button v-if="known.hasTurns && !known.isBlind" type="button" class="lane-bar-button" aria-label="Export"
        title="Export the whole comparison" @click="act('export')"><LaneIcon name="download"/><span>Export</span></button>
      <button v-show="!known.isBlind || hidden.length" type="button" class="lane-bar-button lane-bar-more" ref="opener" aria-label="More"
        title="More" aria-haspopup="menu" :aria-expanded="String(isMenuOpen)" @click="isMenuOpen = !isMenuOpen"><LaneIcon name="more"/>
      </button>
      <LaneMenu v-if="isMenuOpen" aria-label="More" :items="inMenu" :opener="opener" @choose="choose" @close="isMenuOpen = false"/>
    </div>`,
  setup: () => ({
    setsButton: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    opener: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    nameBox: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    sizes: /** @type {ShallowRef<ResizeObserver>} */ (shallowRef()),
  }),
  data() {
    return { known: { ...this.facts }, isOpen: false, isMenuOpen: false, name: "" };
  },
  computed: {
    /** @returns {ShownAction[]} */
    actions() {
      const { hasTurns, actions } = this.known;
      return actions
        .filter((action) => hasTurns || !action.isForAnswers)
        .map((action) => ({ ...action, isMain: ALWAYS_THERE.has(action.name) }));
    },
    /** @returns {ShownAction[]} */
    hidden() {
      return this.actions.filter((action) => !action.isMain);
    },
    /** @returns {OfferedAction[]} */
    inMenu() {
      return this.known.isBlind ? this.hidden : [SETS, ...this.hidden];
    },
  },
  watch: {
    facts(facts) {
      this.known = { ...facts };
    },
  },
  mounted() {
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this.$el);
  },
  updated() {
    this.fit();
  },
  beforeUnmount() {
    this.sizes.disconnect();
  },
  methods: {
    /** @param {Partial<BarFacts>} changes */
    tell(changes) {
      Object.assign(this.known, changes);
    },
    /** @param {string} action @param {object} [more] */
    act(action, more = {}) {
      this.$emit("act", { action, ...more });
    },
    /** @param {LaneSet} set */
    use(set) {
      this.isOpen = false;
      this.act("use-set", { name: set.name });
    },
    /** @param {LaneSet} set */
    drop(set) {
      this.nameBox.focus(); // its own line is about to go
      this.act("drop-set", { name: set.name });
    },
    keep() {
      this.act("keep-set", { name: this.name });
      this.name = "";
    },
    /** Without room for its button the sets are in the menu. */
    setsOpener() {
      return this.setsButton.offsetParent ? this.setsButton : this.opener;
    },

    // room

    fit() {
      const { $el } = this;
      const room = $el.getBoundingClientRect().right - parseFloat(getComputedStyle($el).paddingRight) + 1;
      for (const fit of FITS) {
        $el.dataset.fit = fit;
        if (this.end() <= room) return;
      }
    },
    end() {
      const buttons = /** @type {HTMLElement[]} */ ([...this.$el.children]).filter((one) => !one.matches("[popover]") && one.offsetWidth);
      return buttons[buttons.length - 1].getBoundingClientRect().right;
    },
    /** @param {string} name */
    choose(name) {
      if (name === "sets") this.$nextTick(() => (this.isOpen = true));
      else this.act(name);
    },
  },
});
