// @ts-check
// A button, and the settings of the chat above it.
import { defineComponent, shallowRef } from "vue";
import { placeBeside } from "polylogue/parts/beside.js";
import Icon from "polylogue/parts/icons.js";
import LaneSettings from "polylogue/lanes/column/lane_settings.js";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { ChatSettings } from "./wire.js" */

export default defineComponent({
  components: { Icon, LaneSettings },
  props: { facts: { type: /** @type {PropType<ChatSettings>} */ (Object), required: true } },
  emits: ["act"],
  template: `
    <div class="chat-settings">
      <button ref="opener" type="button" class="icon-button" :class="{'is-set': known.isSet}" aria-label="Chat settings"
        aria-haspopup="dialog" :aria-expanded="String(isOpen)"
        :title="known.isSet ? 'Chat settings: some are set' : 'System prompt and parameters'" @click="toggle"><Icon name="gear"/></button>
      <Teleport to="body">
        <div v-if="isOpen" class="chat-settings-pop" :style="place">
          <LaneSettings v-if="known.settings" :settings="known.settings" name="this chat" @close="close" @act="act">
            <label class="switch"><input type="checkbox" role="switch" :checked="known.isStreamed"
              @change="act('stream', {on: $event.target.checked})"><span>Stream answers</span></label>
          </LaneSettings>
          <form v-else class="pop lane-settings" role="dialog" aria-label="Settings of this chat" tabindex="-1" @submit.prevent
            @keydown.esc.stop.prevent="close">
            <label class="switch"><input ref="first" type="checkbox" role="switch" :checked="known.isStreamed"
              @change="act('stream', {on: $event.target.checked})"><span>Stream answers</span></label>
            <p class="lane-hint">System prompt and parameters belong to each lane: see its header. A lane can also stream differently from
              the others.</p>
          </form>
        </div>
      </Teleport>
    </div>`,
  setup: () => ({
    opener: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    first: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    isClosing: /** @type {ShallowRef<boolean>} */ (shallowRef()),
  }),
  data() {
    return { known: this.facts, isOpen: false, place: /** @type {Record<string, string>} */ ({}) };
  },
  mounted() {
    document.addEventListener("pointerdown", this.leave, true);
  },
  beforeUnmount() {
    document.removeEventListener("pointerdown", this.leave, true);
  },
  methods: {
    /** @param {ChatSettings} facts */
    tell(facts) {
      this.known = facts;
    },
    /** @param {PointerEvent} event */
    leave({ target }) {
      if (!(target instanceof Element)) return;
      this.isClosing = this.isOpen && this.opener.contains(target); // the settings close themselves on this very press
      if (this.isOpen && !this.known.settings && !target.closest(".chat-settings-pop, .chat-settings")) this.close();
    },
    toggle() {
      const { isClosing } = this;
      this.isClosing = false;
      if (this.isOpen) return this.close();
      if (isClosing) return;
      this.place = placeBeside(this.opener, 416);
      this.isOpen = true;
      this.$nextTick(() => this.first?.focus({ preventScroll: true })); // Esc is heard inside
    },
    /** @param {string} action @param {object} [more] */
    act(action, more) {
      this.$emit("act", { action, ...more });
    },
    close() {
      this.isOpen = false;
      this.opener.focus({ preventScroll: true });
    },
  },
});
