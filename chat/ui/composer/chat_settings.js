// A button, and the settings of the chat beside it.
import { defineComponent } from "vue";
import Icon from "polylogue/parts/icons.js";
import PopUp from "polylogue/parts/popover.js";
import LaneSettings from "polylogue/lanes/column/lane_settings.js";

/** @import { PropType } from "vue" */
/** @import { ChatSettings } from "./wire.js" */

export default defineComponent({
  components: { Icon, LaneSettings, PopUp },
  props: { facts: { type: /** @type {PropType<ChatSettings>} */ (Object), required: true } },
  emits: ["act"],
  template: `
    <div class="chat-settings">
      <button ref="opener" type="button" class="icon-button" :class="{'is-set': known.isSet}" aria-label="Chat settings"
        aria-haspopup="dialog" :aria-expanded="String(isOpen)" @click="isOpen = !isOpen"
        :title="known.isSet ? 'Chat settings: some are set' : 'System prompt and parameters'"><Icon name="gear"/></button>
      <Teleport v-if="isOpen" to="body">
        <LaneSettings v-if="known.settings" :settings="known.settings" name="this chat" :opener="$refs.opener" @close="isOpen = false"
          @act="act">
          <label class="switch"><input type="checkbox" role="switch" :checked="known.isStreamed"
            @change="act('stream', {on: $event.target.checked})"><span>Stream answers</span></label>
        </LaneSettings>
        <PopUp v-else class="lane-settings" role="dialog" aria-label="Settings of this chat" :opener="$refs.opener" @close="isOpen = false">
          <label class="switch"><input type="checkbox" role="switch" :checked="known.isStreamed"
            @change="act('stream', {on: $event.target.checked})"><span>Stream answers</span></label>
          <p class="lane-hint">System prompt and parameters belong to each lane: see its header. A lane can also stream differently from
            the others.</p>
        </PopUp>
      </Teleport>
    </div>`,
  data() {
    return { known: this.facts, isOpen: false };
  },
  methods: {
    /** @param {ChatSettings} facts */
    tell(facts) {
      this.known = facts;
    },
    /** @param {string} action @param {object} [more] */
    act(action, more) {
      this.$emit("act", { action, ...more });
    },
  },
});
