// Answers side by side in one scrolling grid, so that what belongs together is always at the same height.
import { defineComponent, shallowRef } from "vue";
import Picker from "polylogue/model_picker/picker.js";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";
import { fewOf, groupsOfParagraphs, groupsOfRows } from "polylogue/judging/long_comparison.js";

/** @import { ShallowRef } from "vue" */
/** @import { Differences, JudgedAnswer, JudgedLane, Mergeable, Page, Pair, Paragraph, Piece, Shown } from "./wire.js" */
/** @import { CodeSide, GroupOfParagraphs, GroupOfRows } from "./long_comparison.js" */

/** @typedef {JudgedAnswer & {groups: GroupOfParagraphs[]}} Answer */

const TITLES = { diff: "Differences", agreement: "Agreement", merge: "Merge" };
const FIRST = { diff: "select", agreement: ".diff-pages [aria-pressed=true]", merge: ".picker-input" }; // what has the focus at first

export default defineComponent({
  components: { LaneIcon, Picker },
  emits: ["compare", "agreement", "merge"],
  template: `
    <dialog ref="dialog" class="diff-view" :class="'is-' + page" aria-labelledby="diff-title"
      @click="$event.target === $refs.dialog && $refs.dialog.close()">
      <div v-if="isShown" class="diff-frame">
        <header>
          <h2 id="diff-title">{{ title }}</h2>
          <div v-if="page !== 'merge'" class="diff-pages" role="group" aria-label="View">
            <button type="button" :aria-pressed="String(page === 'diff')" @click="open('diff')">Diff</button>
            <button type="button" :aria-pressed="String(page === 'agreement')" @click="open('agreement')">Agreement</button>
          </div>
          <button type="button" class="icon-button" aria-label="Close" @click="$refs.dialog.close()"><LaneIcon name="close"/></button>
        </header>

        <template v-if="page === 'diff'">
          <div class="diff-scroll" tabindex="0" role="group" aria-label="Both answers">
            <div class="diff-heads">
              <select v-model.number="left" aria-label="Left answer" @change="compare">
                <option v-for="lane in lanes" :key="lane.number" :value="lane.number"
                  :disabled="lane.number === right">{{ lane.name }}</option></select>
              <select v-model.number="right" aria-label="Right answer" @change="compare">
                <option v-for="lane in lanes" :key="lane.number" :value="lane.number"
                  :disabled="lane.number === left">{{ lane.name }}</option></select>
            </div>
            <p v-if="!rows" class="diff-note" role="status">Comparing…</p>
            <div v-for="(group, g) in groups.slice(0, shown)" :key="g" v-memo="[group]" class="diff-group">
              <div v-for="(row, i) in group.items" :key="i" class="diff-row"
                :class="{ 'is-same': row.isSame, 'is-code': row.isCode, 'goes-on': row.goesOn, 'is-open': row.isOpen }">
                <template v-if="row.isCode"><template v-for="(line, k) in row.lines" :key="k">
                  <div v-for="(side, s) in line" :key="s" class="diff-line" :class="lineClass(side, s)">
                  <component :is="block(side)" v-for="(pieces, b) in side?.blocks" :key="b">{{ lineWords(pieces) }}</component></div>
                </template></template>
                <template v-else><div v-for="(side, s) in [row.left, row.right]" :key="s" class="diff-cell"
                  :class="{ 'is-empty': !side[0].length }"><component :is="block({ blocks: side })" v-for="(pieces, b) in side" :key="b">
                  <component :is="tag(piece, s)" v-for="(piece, k) in pieces" :key="k">{{ piece[0] }}</component></component></div>
                </template>
              </div>
            </div>
            <p v-if="isMore" class="diff-note"><button type="button" class="show-all" @click="showAll">Show all</button></p>
          </div>
          <p class="diff-note">{{ summary }}</p>
        </template>

        <template v-else-if="page === 'agreement'">
          <p class="diff-note is-top">Counted by shared content words per paragraph, not understood: a marked paragraph has fewer than 40 %
            of its content words in common with any passage of any other answer. It may still say the same in other words.</p>
          <div class="diff-scroll agreement" tabindex="0" role="group" aria-label="All answers">
            <p v-if="!answers" class="diff-note" role="status">Comparing…</p>
            <section v-for="answer in answers" :key="answer.number" :aria-label="name(answer.number)">
              <h3>{{ name(answer.number) }}<small>{{ onlyWords(answer) }}</small></h3>
              <div v-for="(group, g) in answer.groups.slice(0, shown)" :key="g" v-memo="[group]" class="diff-group">
                <div v-for="(one, i) in group.items" :key="i" class="agreement-paragraph"
                  :class="{ 'is-only': one.isOnlyHere, 'is-code': one.isCode, 'is-short': one.share == null }" :title="shareWords(one)">
                  <span v-if="one.isOnlyHere" class="tag">only here</span><p>
                    <component :is="block(one)" v-for="(text, b) in one.blocks" :key="b">{{ text }}</component></p>
                  <small v-if="one.sharedWith.length && lanes.length > 2">also in {{ one.sharedWith.map(name).join(", ") }}</small>
                </div>
              </div>
              <p v-if="isMoreOf(answer)" class="diff-note"><button type="button" class="show-all" @click="showAll">Show all</button></p>
            </section>
          </div>
        </template>

        <form v-else class="merge" @submit.prevent="merge">
          <p>One model reads these answers, without their authors’ names, and writes a single one. It appears as one more lane and is kept
            with this turn.</p>
          <p class="merge-sources"><b>Sources</b><span v-for="(source, i) in sources" :key="i" class="tag name-end" :title="source">
            <bdi>{{ source }}</bdi></span></p>
          <p v-if="leftOut.length" class="merge-sources"><b>Left out</b>
            <span v-for="(one, i) in leftOut" :key="i" class="tag name-end is-out" :title="one"><bdi>{{ one }}</bdi></span></p>
          <p v-if="!isReady" role="status">Merge needs at least two complete answers.</p>
          <label class="merge-choice"><span>Merged by</span><Picker :value="model" label="Model that merges" placeholder="Choose a model"
            @choose="(chosen) => (model = chosen)"/></label>
          <footer><button type="button" class="button" @click="$refs.dialog.close()">Cancel</button>
            <button type="submit" class="button is-main" :disabled="!model || !isReady">Merge answers</button></footer>
        </form>
      </div>
    </dialog>`,
  setup: () => ({
    dialog: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
    frame: /** @type {ShallowRef<number>} */ (shallowRef()),
  }),
  data() {
    return {
      isShown: false,
      page: /** @type {Page} */ ("diff"),
      lanes: /** @type {JudgedLane[]} */ ([]),
      sources: /** @type {string[]} */ ([]),
      leftOut: /** @type {string[]} */ ([]),
      isReady: false,
      first: "",
      left: 0,
      right: 0,
      rows: /** @type {readonly Pair[] | null} */ (null),
      answers: /** @type {Answer[] | null} */ (null),
      shown: 1,
      most: 1,
      isCut: false,
      model: "",
    };
  },
  computed: {
    /** @returns {GroupOfRows[]} */
    groups() {
      return this.rows ? groupsOfRows(this.rows) : [];
    },
    isMore() {
      return this.most < this.groups.length;
    },
    title() {
      return TITLES[this.page];
    },
    summary() {
      if (!this.rows) return "";
      const changed = this.rows.filter((row) => !row.isSame).length;
      const cut = this.isCut ? " Only the first 200,000 characters of each answer are compared." : "";
      if (!changed) return `The two answers are the same.${cut}`;
      return `${changed} of ${this.rows.length} paragraphs differ; words that the other side does not have are marked.${cut}`;
    },
  },
  methods: {
    /** @param {Shown} facts */
    async show({ page, ...facts }) {
      Object.assign(this, facts, { isShown: true, rows: null, answers: null });
      this.model ||= this.first;
      this.open(page);
      await this.$nextTick();
      if (!this.dialog.open) this.dialog.showModal();
      /** @type {HTMLElement} */ (this.dialog.querySelector(FIRST[page])).focus();
    },
    /** @param {Page} page */
    open(page) {
      this.page = page;
      if (page === "diff" && !this.rows) this.compare();
      if (page === "agreement" && !this.answers) this.$emit("agreement");
    },
    /**
     * Shows so many groups, one more in each frame.
     * @param {number} most
     */
    grow(most) {
      Object.assign(this, { most, shown: 1 });
      this.goOn();
    },
    goOn() {
      cancelAnimationFrame(this.frame);
      if (this.shown >= this.most) return;
      this.frame = requestAnimationFrame(() => {
        this.shown++;
        this.goOn();
      });
    },
    showAll() {
      this.most = Math.max(this.groups.length, ...(this.answers ?? []).map(({ groups }) => groups.length));
      this.goOn();
    },
    /** @param {Answer} answer */
    isMoreOf({ groups }) {
      return this.most < groups.length;
    },
    compare() {
      this.rows = null;
      this.$emit("compare", this.left, this.right);
    },
    /** @param {Differences} differences */
    take_differences({ left, right, rows, isCut }) {
      if (left !== this.left || right !== this.right) return; // asked for others meanwhile
      Object.assign(this, { rows: Object.freeze(rows), isCut });
      this.grow(fewOf(this.groups));
    },
    /** @param {Mergeable} facts */
    take_mergeable(facts) {
      Object.assign(this, facts);
    },
    /** @param {JudgedAnswer[]} answers */
    take_agreement(answers) {
      this.answers = answers.map((answer) => ({ ...answer, groups: groupsOfParagraphs(answer.paragraphs) }));
      this.grow(Math.max(...this.answers.map(({ groups }) => fewOf(groups))));
    },
    merge() {
      this.$emit("merge", this.model);
      this.dialog.close();
    },
    /** @param {number} number */
    name(number) {
      return this.lanes.find((lane) => lane.number === number)?.name ?? "";
    },
    /** @param {Piece[]} pieces */
    lineWords(pieces) {
      return pieces.map(([text]) => text).join("");
    },
    /** @param {{blocks: unknown[]} | null} cell */
    block(cell) {
      return cell && cell.blocks.length > 1 ? "div" : "span"; // see long_comparison.js
    },
    /** @param {Piece} piece @param {number} side */
    tag([, isMarked], side) {
      return isMarked ? (side ? "ins" : "del") : "span";
    },
    /** @param {CodeSide | null} side @param {number} place */
    lineClass(side, place) {
      return { "is-marked": side?.isMarked, "is-right": place === 1, "is-none": !side };
    },
    /** @param {Answer} answer */
    onlyWords({ paragraphs }) {
      const count = paragraphs.filter((one) => one.isOnlyHere).length;
      return count ? `${count} only here` : "nothing that the others lack";
    },
    /** @param {Paragraph} paragraph */
    shareWords({ share }) {
      return share == null
        ? "Too few content words to compare"
        : `At most ${share} % of its content words are in one passage of another answer`;
    },
  },
});
