// "What was sent": a table of what each lane was asked, with what differs marked, and the whole request of one of them.
import { defineComponent, shallowRef } from "vue";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";
import { copyText } from "polylogue/transcript/actions.js";
import { writeInto } from "polylogue/transcript/markdown/as_written.js";

/** @import { ShallowRef } from "vue" */
/** @import { BoardLane, Sent } from "polylogue/lanes/wire.js" */

export default defineComponent({
  components: { LaneIcon },
  emits: ["body", "round"],
  template: `
    <dialog ref="dialog" class="lane-sent" aria-labelledby="lane-sent-title"
      @click="$event.target === $refs.dialog && $refs.dialog.close()">
      <div class="lane-sent-frame" v-if="isShown">
        <header><h2 id="lane-sent-title">What was sent</h2><button type="button" class="icon-button" aria-label="Close"
          @click="$refs.dialog.close()"><LaneIcon name="close"/></button></header>
        <p class="lane-hint">{{ differing ? "What differs between the lanes is marked." : lanes.length > 1 ? "All lanes were sent the same."
          : "Keys are never part of what is kept." }}</p>
        <div v-if="rounds > 1" class="lane-sent-rounds" role="group" aria-label="Request">
          <span>Request</span>
          <button v-for="at in rounds" :key="at" type="button" class="lane-bar-button" :aria-label="'Request ' + at"
            :aria-pressed="String(at - 1 === round)" @click="$emit('round', { round: at - 1, lane: chosen })">{{ at }}</button>
          <span class="lane-hint">{{ round ? "Ends with what came of the tools." : "One more follows each use of tools." }}</span></div>
        <div class="lane-sent-table"><table>
          <thead><tr><th scope="col"><span class="only-spoken">What</span></th>
            <th v-for="lane in lanes" :key="lane.number" scope="col">{{ lane.name }}</th></tr></thead>
          <tbody><tr v-for="row in rows" :key="row.label" :class="{'is-different': row.differs}">
            <th scope="row">{{ row.label }}<span v-if="row.differs" class="tag">differs</span></th>
            <td v-for="(cell, i) in row.cells" :key="i"><div v-if="cell != null" class="lane-cell">{{ cell }}</div>
              <span v-else class="lane-none">–</span></td>
          </tr></tbody>
        </table></div>
        <div class="lane-sent-body">
          <div class="lane-sent-tabs" role="group" aria-label="Whole request of">
            <button v-for="lane in lanes" :key="lane.number" type="button" class="lane-bar-button"
              :aria-pressed="String(lane.number === chosen)" @click="choose(lane.number)">{{ lane.name }}</button>
            <span class="lane-bar-gap"></span>
            <button type="button" class="lane-bar-button" @click="copy"><LaneIcon name="copy"/>
              <span>{{ isCopied ? "Copied" : "Copy" }}</span></button>
          </div>
          <pre ref="text" tabindex="0" aria-label="Request body"></pre>
        </div>
      </div>
    </dialog>`,
  setup: () => ({
    dialog: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
    text: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
  }),
  data() {
    return {
      isShown: false,
      lanes: /** @type {BoardLane[]} */ ([]),
      rows: /** @type {Sent["rows"]} */ ([]),
      chosen: 0,
      round: 0,
      rounds: 1,
      body: "",
      isCopied: false,
    };
  },
  computed: {
    differing() {
      return this.rows.some((row) => row.differs);
    },
  },
  watch: {
    body() {
      this.writeBody();
    },
  },
  methods: {
    /** @param {Sent} sent */
    show(sent) {
      Object.assign(this, sent, { isShown: true });
      this.$nextTick(() => this.writeBody());
      if (!this.dialog.open) this.dialog.showModal();
    },
    /** @param {string} body */
    take_body(body) {
      this.body = body;
    },
    writeBody() {
      if (this.text) writeInto(this.text, this.body);
    },
    /** @param {number} number */
    choose(number) {
      this.chosen = number;
      this.$emit("body", number);
    },
    async copy() {
      await copyText(this.body);
      this.isCopied = true;
      setTimeout(() => (this.isCopied = false), 1200);
    },
  },
});
