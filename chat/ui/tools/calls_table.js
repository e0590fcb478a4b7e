// "Tool calls": a row a call, a column a lane, with what differs marked.
import { defineComponent, shallowRef } from "vue";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";

/** @import { ShallowRef } from "vue" */
/** @import { CallRow, Calls } from "./wire.js" */

export default defineComponent({
  components: { LaneIcon },
  template: `
    <dialog ref="dialog" class="lane-sent" aria-labelledby="tool-calls-title"
      @click="$event.target === $refs.dialog && $refs.dialog.close()">
      <div class="lane-sent-frame" v-if="isShown">
        <header><h2 id="tool-calls-title">Tool calls</h2><button type="button" class="icon-button" aria-label="Close"
          @click="$refs.dialog.close()"><LaneIcon name="close"/></button></header>
        <p class="lane-hint">{{ differing ? "What differs between the lanes is marked." : "All lanes have made the same calls." }}</p>
        <div class="lane-sent-table"><table aria-label="Tool calls">
          <thead><tr><th scope="col">Tool</th><th v-for="lane in lanes" :key="lane" scope="col">{{ lane }}</th></tr></thead>
          <tbody><tr v-for="(row, i) in rows" :key="i" :class="{'is-different': !row.isSame}">
            <th scope="row">{{ row.name }}<span class="tag">{{ row.verdict }}</span></th>
            <td v-for="(cell, j) in row.cells" :key="j"><div v-if="cell != null" class="lane-cell">{{ cell }}</div>
              <span v-else class="lane-none">–</span></td>
          </tr></tbody>
        </table></div>
        <p v-if="left" class="lane-hint">and {{ left }} more</p>
      </div>
    </dialog>`,
  setup: () => ({
    dialog: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
  }),
  data() {
    return { isShown: false, lanes: /** @type {string[]} */ ([]), rows: /** @type {CallRow[]} */ ([]), left: 0 };
  },
  computed: {
    differing() {
      return this.rows.some((row) => !row.isSame);
    },
  },
  methods: {
    /** @param {Calls} calls */
    show(calls) {
      Object.assign(this, calls, { isShown: true });
      this.$nextTick(() => this.dialog.open || this.dialog.showModal());
    },
  },
});
