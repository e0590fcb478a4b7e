// A button, and beside it a switch for each source of tools and for each tool.
import { defineComponent } from "vue";
import Icon from "polylogue/parts/icons.js";
import PopUp from "polylogue/parts/popover.js";

/** @import { PropType } from "vue" */
/** @import { SourceFacts, ToolsFacts } from "./wire.js" */
/** @import { EventOf } from "../parts/page.d.ts" */

/** @type {Record<string, string>} */
const STATES = { starting: "starting…", failed: "does not work" };

export default defineComponent({
  components: { Icon, PopUp },
  props: { facts: { type: /** @type {PropType<ToolsFacts>} */ (Object), required: true } },
  emits: ["switch", "world", "calls"],
  template: `
    <div class="tools-button">
      <button ref="opener" type="button" class="icon-button" :class="{'is-set': known.count}" aria-label="Tools" aria-haspopup="dialog"
        :aria-expanded="String(isOpen)"
        :title="known.count ? 'Tools: some are on' : 'Tools the model may use'" @click="isOpen = !isOpen"><Icon name="tools"/></button>
      <Teleport to="body">
        <PopUp v-if="isOpen" class="lane-settings" role="dialog" aria-label="Tools" :opener="$refs.opener" @close="isOpen = false">
            <p v-if="!known.sources.length" class="lane-hint">There are no tools yet. Add an MCP server in <a
              href="/settings#tools">Settings</a>, or start Polylogue with <code>--models FILE.py</code> and mark
            functions <code>@tool</code> there.</p>
            <fieldset v-for="source in known.sources" :key="source.name" class="tools-source">
              <legend class="only-spoken">{{ source.name }}</legend>
              <label class="switch"><input type="checkbox" role="switch" :checked="source.isOn" @change="flip(source.name, $event)">
                <span>{{ source.name }}</span><small v-if="stateOf(source)" class="tools-state">{{ stateOf(source) }}</small></label>
              <p v-if="source.problem" class="tools-problem">{{ source.problem }}</p>
              <label v-for="tool in source.tools" :key="tool.key" class="switch is-tool" :title="tool.description">
                <input type="checkbox" role="switch" :checked="tool.isOn" :aria-label="tool.name" @change="flip(tool.key, $event)">
                <span class="tools-name">{{ tool.name }}</span><small v-if="!tool.isReadOnly" class="tools-state">asks first</small>
              </label>
              <p v-if="source.more" class="lane-hint">and {{ source.more }} more</p>
            </fieldset>
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
  methods: {
    /** @param {ToolsFacts} facts */
    tell(facts) {
      this.known = facts;
    },
    /** @param {SourceFacts} source */
    stateOf({ state }) {
      return STATES[state] ?? "";
    },
    /** @param {string} key @param {EventOf<HTMLInputElement>} event */
    flip(key, { target }) {
      this.$emit("switch", { key, on: target.checked });
    },
  },
});
