// After one model has answered several times: identical answers are shown once with a count, and the measures as least / median / most.
import { defineComponent } from "vue";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";

/** @import { RepeatedAnswer, RepeatFacts } from "./wire.js" */
/** @import { PropType } from "vue" */

export default defineComponent({
  components: { LaneIcon },
  props: { facts: { type: /** @type {PropType<RepeatFacts>} */ (Object), required: true } },
  template: `
    <section v-if="known.turn" class="repeat" aria-label="Repeated answers">
      <div class="repeat-line">
        <button type="button" class="lane-bar-button" :aria-expanded="String(isOpen)" @click="isOpen = !isOpen"><LaneIcon name="repeat"/>
          <span>Spread</span></button>
        <span class="repeat-words">{{ words }}</span>
        <span class="lane-bar-gap"></span>
        <button v-if="hasTwins" type="button" class="lane-bar-button" :aria-pressed="String(!isCollapsed)"
          @click="isCollapsed = !isCollapsed">{{ isCollapsed ? "Show all lanes" : "Collapse identical" }}</button>
      </div>
      <div v-if="isOpen" class="repeat-body">
        <table v-if="known.spreads.length"><thead><tr>
          <th scope="col"><span class="only-spoken">Measure</span></th><th scope="col">Least</th>
          <th scope="col">Median</th><th scope="col">Most</th></tr></thead>
          <tbody><tr v-for="row in known.spreads" :key="row.label"><th scope="row">{{ row.label }}</th>
            <td v-for="(value, i) in row.values" :key="i">{{ value }}</td></tr></tbody></table>
        <ul v-if="hasTwins" aria-label="Identical answers"><li v-for="group in known.groups.filter((one) => one.length > 1)"
          :key="group[0].lane"><strong>{{ group.length }} × identical</strong> {{ group.map(wordsOf).join(", ") }}</li></ul>
      </div>
    </section>
    <div v-else hidden></div>`,
  data() {
    return { known: this.facts, isOpen: matchMedia("(min-width: 768px)").matches, isCollapsed: true };
  },
  computed: {
    hasTwins() {
      return this.known.groups?.some((group) => group.length > 1);
    },
    words() {
      const { answers, different } = this.known;
      if (!answers) return "No answers";
      return different === 1
        ? `All ${answers} answers are identical`
        : different === answers
          ? `${answers} answers, all different`
          : `${different} different answers of ${answers}`;
    },
  },
  watch: {
    facts(facts) {
      this.tell(facts);
    },
    isCollapsed() {
      this.mark();
    },
  },
  mounted() {
    this.mark();
  },
  beforeUnmount() {
    this.clear();
  },
  methods: {
    /** @param {RepeatedAnswer} answer */
    wordsOf({ name, words }) {
      return words ? `${name} (${words})` : name;
    },
    /** @param {RepeatFacts} facts */
    tell(facts) {
      if (facts.turn !== this.known.turn) this.isCollapsed = true;
      this.known = facts;
      this.mark();
    },
    /** @returns {NodeListOf<HTMLElement>} */
    columns() {
      return document.querySelectorAll(".lane-board [data-lane-number]");
    },
    clear() {
      for (const column of this.columns()) {
        delete column.dataset.copies;
        delete column.dataset.isCopy;
      }
    },
    /** The first lane of each group stands for the others and wears their number. */
    mark() {
      this.clear();
      if (!this.known.turn || !this.isCollapsed) return;
      const columns = new Map([...this.columns()].map((column) => [Number(column.dataset.laneNumber), column]));
      for (const [first, ...others] of this.known.groups) {
        if (!others.length) continue;
        columns.get(first.lane)?.setAttribute("data-copies", `${others.length + 1} × identical`);
        for (const other of others) columns.get(other.lane)?.setAttribute("data-is-copy", "");
      }
    },
  },
});
