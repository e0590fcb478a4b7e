// A button, and beside it a switch for each source of tools and for each tool.
import { defineComponent } from "vue";
import Icon from "polylogue/parts/icons.js";
import PopUp from "polylogue/parts/popover.js";
import { known as ofPage } from "polylogue/parts/tools/known_sources.js";
import ToolSwitches from "polylogue/parts/tools/tool_switches.js";

/** @import { PropType } from "vue" */
/** @import { ToolsFacts } from "./wire.js" */

export default defineComponent({
  components: { Icon, PopUp, ToolSwitches },
  props: { facts: { type: /** @type {PropType<ToolsFacts>} */ (Object), required: true } },
  emits: ["switch", "world", "calls"],
  template: `
    <div class="tools-button">
      <button ref="opener" type="button" class="icon-button" :class="{'is-set': known.chosen.length}" aria-label="Tools"
        aria-haspopup="dialog" :aria-expanded="String(isOpen)"
        :title="known.chosen.length ? 'Tools: some are on' : 'Tools the model may use'"
        @click="isOpen = !isOpen"><Icon name="tools"/></button>
      <Teleport to="body">
        <PopUp v-if="isOpen" class="lane-settings" role="dialog" aria-label="Tools" :opener="$refs.opener" @close="isOpen = false">
            <p v-if="!known.sources.length" class="lane-hint">There are no tools yet. Add an MCP server in <a
              href="/settings#tools">Settings</a>, or start Polylogue with <code>--models FILE.py</code> and mark
            functions <code>@tool</code> there.</p>
            <ToolSwitches :sources="known.sources" :chosen="known.chosen" @choose="(keys, key, on) => $emit('switch', { key, on })"/>
            <label v-if="known.hasLanes && known.sources.length" class="switch tools-world">
              <input type="checkbox" role="switch" :checked="known.isOneWorld" @change="$emit('world', $event.target.checked)">
            <span>One world for all lanes</span></label>
            <p v-if="known.hasLanes && known.sources.length"
              class="lane-hint">The same call of a read-only tool gives all lanes the same result. <button type="button" class="link-button"
              @click="isOpen = false; $emit('calls')">Compare tool calls</button></p>
            <p v-if="known.sources.length" class="lane-hint">For this chat. <a href="/settings#tools">Add or change tools</a></p>
        </PopUp>
      </Teleport>
    </div>`,
  data() {
    return { known: this.facts, isOpen: false };
  },
  created() {
    ofPage.sources = this.facts.sources;
  },
  methods: {
    /** @param {ToolsFacts} facts */
    tell(facts) {
      this.known = facts;
      ofPage.sources = facts.sources;
    },
  },
});
