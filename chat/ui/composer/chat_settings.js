// A button, and the settings of the chat above it.
import { placeBeside } from "polylogue/parts/beside.js";
import Icon from "polylogue/parts/icons.js";
import LaneSettings from "polylogue/lanes/column/lane_settings.js";

export default {
  components: { Icon, LaneSettings },
  props: { facts: Object },
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
  data() {
    return { known: this.facts, isOpen: false, place: {} };
  },
  mounted() {
    this.onOutside = ({ target }) => {
      this.isClosing = this.isOpen && this.$refs.opener.contains(target); // the settings close themselves on this very press
      if (this.isOpen && !this.known.settings && !target.closest(".chat-settings-pop, .chat-settings")) this.close();
    };
    document.addEventListener("pointerdown", this.onOutside, true);
  },
  beforeUnmount() {
    document.removeEventListener("pointerdown", this.onOutside, true);
  },
  methods: {
    tell(facts) {
      this.known = facts;
    },
    toggle() {
      const { isClosing } = this;
      this.isClosing = false;
      if (this.isOpen) return this.close();
      if (isClosing) return;
      this.place = placeBeside(this.$refs.opener, 416);
      this.isOpen = true;
      this.$nextTick(() => this.$refs.first?.focus({ preventScroll: true })); // Esc is heard inside
    },
    act(action, more) {
      this.$emit("act", { action, ...more });
    },
    close() {
      this.isOpen = false;
      this.$refs.opener.focus({ preventScroll: true });
    },
  },
};
