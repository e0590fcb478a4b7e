// The header of a lane. Its words come from the transcript below it, by an event of the page; the server is not asked.
import { defineComponent, shallowRef } from "vue";
import LaneIcon from "./lane_icons.js";
import LaneMenu from "./lane_menu.js";
import LaneSettings from "./lane_settings.js";
import { isRunning, keepTicking, stopTicking, wordsOf } from "./live.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { LaneFacts, LaneState, OfferedAction } from "../wire.js" */

export default defineComponent({
  components: { LaneIcon, LaneMenu, LaneSettings },
  props: { facts: { type: /** @type {PropType<LaneFacts>} */ (Object), required: true } },
  emits: ["act"],
  template: `
    <header class="lane-head" ref="head" :data-status="status">
      <div class="lane-line">
        <span class="lane-dot" aria-hidden="true"></span>
        <h2 class="lane-name name-end" :title="facts.name" @dblclick="focus"><bdi>{{ facts.name }}</bdi></h2>
        <button v-if="facts.settings" type="button" class="lane-button" :class="{'is-set': facts.isSet}" ref="settingsButton"
          aria-label="Lane settings" aria-haspopup="dialog" :aria-expanded="String(isSetting)"
          :title="facts.isSet ? 'Own system prompt or parameters' : 'System prompt and parameters'" @click="isSetting = !isSetting">
          <LaneIcon name="settings"/></button>
        <button type="button" class="lane-button lane-focus" aria-label="Focus" title="Let this lane fill the page" @click="focus">
          <LaneIcon name="focus"/></button>
        <button type="button" class="lane-button" ref="opener" aria-label="Lane menu" title="More" aria-haspopup="menu"
          :aria-expanded="String(isMenuOpen)" @click="isMenuOpen = !isMenuOpen"><LaneIcon name="more"/></button>
        <button v-if="!facts.isLast" type="button" class="lane-button" aria-label="Remove" title="Remove this lane"
          @click="$emit('act', 'remove')"><LaneIcon name="close"/></button>
      </div>
      <div class="lane-line">
        <p class="lane-state" data-part="state" ref="line"><span ref="first"></span><small ref="second"></small></p>
        <button v-if="facts.isParked" type="button" class="button is-small" @click="$emit('act', 'resume')">Resume</button>
        <button v-if="canAnswer" type="button" class="lane-button" aria-label="Answer this turn" title="Answer this turn, too"
          @click="$emit('act', 'ask')"><LaneIcon name="answer"/></button>
        <button v-if="canPick" type="button" class="lane-button lane-pick" aria-label="Pick" :aria-pressed="String(facts.isPicked)"
          :title="facts.isPicked ? 'Picked as the best answer' : 'Pick as the best answer'"
          @click="$emit('act', 'pick')"><LaneIcon :name="facts.isPicked ? 'picked' : 'pick'"/></button>
        <button v-if="isLive" type="button" class="lane-button is-stop" aria-label="Stop" title="Stop this lane"
          @click="$emit('act', 'stop')"><LaneIcon name="stop"/></button>
        <button v-else-if="canRetry" type="button" class="lane-button" aria-label="Retry" title="Answer once more"
          @click="$emit('act', 'retry')"><LaneIcon name="retry"/></button>
        <button v-if="facts.hasTurns && facts.settings" type="button" class="lane-button" aria-label="Open as chat"
          title="Open as a chat of its own" @click="$emit('act', 'open')"><LaneIcon name="open"/></button>
      </div>
      <p v-if="facts.sources" class="lane-sources" :title="facts.sources">from {{ facts.sources }}</p>
      <LaneMenu v-if="isMenuOpen" :items="items" :opener="opener" @choose="(name) => $emit('act', name)" @close="isMenuOpen = false"/>
      <LaneSettings v-if="isSetting && facts.settings" :settings="facts.settings" :name="facts.name" :opener="settingsButton" is-at-end
        @close="isSetting = false"
        @act="(action, more) => $emit('act', action, more)"/>
    </header>`,
  setup: () => ({
    line: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    first: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    second: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    settingsButton: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    opener: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    source: /** @type {ShallowRef<LaneState | undefined>} */ (shallowRef()),
    lastWords: /** @type {ShallowRef<string>} */ (shallowRef()),
  }),
  data() {
    return {
      status: "idle",
      isLive: false,
      hasReply: false,
      hasText: false,
      hasAlert: false,
      sitsOut: false,
      isSetting: false,
      isMenuOpen: false,
    };
  },
  computed: {
    canRetry() {
      return this.hasReply && !this.hasAlert; // else the alert in the reply has the button
    },
    canAnswer() {
      return this.sitsOut && !this.isLive;
    },
    canPick() {
      return this.hasText && !this.isLive;
    },
    /** @returns {OfferedAction[]} */
    items() {
      const { facts } = this;
      const items = facts.sources
        ? []
        : [facts.isParked ? { name: "resume", label: "Resume", icon: "resume" } : { name: "park", label: "Park", icon: "park" }];
      if (facts.hasTurns && facts.settings) items.push({ name: "sent", label: "What was sent", icon: "sent" });
      if (facts.settings) items.push({ name: "duplicate", label: "Same model again", icon: "copy" });
      return [...items, ...facts.actions.filter((action) => facts.hasTurns || !action.isForAnswers)];
    },
  },
  watch: {
    facts: {
      deep: true,
      handler() {
        this.tick();
      },
    },
  },
  mounted() {
    this.tick();
  },
  beforeUnmount() {
    stopTicking(this);
  },
  methods: {
    /**
     * Sent by the transcript whenever more than text has changed.
     * @param {LaneState} state
     */
    take(state) {
      this.source = state;
      if (this.tick()) keepTicking(this);
    },
    tick() {
      const { reply, sitsOut, joins } = this.source ?? {};
      const { status, short, words, facts, trouble } = wordsOf(this.source, this.facts);
      const isLive = Boolean(reply && isRunning(reply.entry.state));
      Object.assign(this, {
        status,
        isLive,
        sitsOut: Boolean(sitsOut || joins),
        hasReply: Boolean(reply),
        hasText: Boolean(reply?.rendering.source || reply?.rendering.insertions.length),
        hasAlert: Boolean(reply?.entry.error),
      });
      const { first, second, line } = this;
      if (!first) return isLive;
      if (first.textContent !== words || second.textContent !== facts) {
        first.textContent = words;
        second.textContent = facts;
        line.classList.toggle("is-alone", !facts);
        line.title = [words, facts, trouble].filter(Boolean).join(" · ");
      }
      this.tellBoard(status, short);
      return isLive;
    },
    /** @param {string} status @param {string} words */
    tellBoard(status, words) {
      if (this.lastWords === status + words) return;
      this.lastWords = status + words;
      this.$el.dispatchEvent(new CustomEvent("lane-words", { bubbles: true, detail: { status, words } }));
    },
    focus() {
      this.$el.dispatchEvent(new CustomEvent("lane-focus", { bubbles: true }));
    },
  },
});
