// The switches of tools within a form: what is chosen is sent with it, as JSON.
import { defineComponent } from "vue";
import ToolSwitches from "polylogue/parts/tools/tool_switches.js";

/** @import { PropType } from "vue" */
/** @import { SourceFacts } from "../parts/tools/wire.js" */

export default defineComponent({
  components: { ToolSwitches },
  props: {
    sources: { type: /** @type {PropType<SourceFacts[]>} */ (Array), required: true },
    chosen: { type: /** @type {PropType<string[]>} */ (Array), required: true },
  },
  template: `
    <div class="field" role="group" aria-label="Tools">
      <label>Tools</label>
      <input type="hidden" name="tools" :value="told">
      <ToolSwitches :sources="sources" :chosen="own" @choose="(keys) => (own = keys)"/>
      <small v-if="sources.length">Its chats begin with them.</small>
      <small v-else>There are none yet: <a href="/settings#tools">add an MCP server</a>.</small>
    </div>`,
  data() {
    return { own: [...this.chosen] };
  },
  computed: {
    told() {
      return JSON.stringify(this.own);
    },
  },
});
