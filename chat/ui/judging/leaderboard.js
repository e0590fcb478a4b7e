// Strengths as dots with their intervals, on one scale, in a table that also has the numbers.
import { defineComponent } from "vue";

/** @import { Board, Strength, VoteRow } from "./wire.js" */
/** @import { PropType } from "vue" */

export default defineComponent({
  props: { board: { type: /** @type {PropType<Board>} */ (Object), required: true } },
  emits: ["filter"],
  template: `
    <section class="leaderboard" aria-labelledby="leaderboard-title">
      <div class="leaderboard-column">
        <header>
          <h1 id="leaderboard-title">Leaderboard</h1>
          <p class="soft">How strong the models are by your own votes: Bradley-Terry strengths on the Elo scale, where 400 points are odds
            of 10 to 1 and 1000 is the average.</p>
        </header>
        <form class="leaderboard-filter" aria-label="Filter" @submit.prevent @change="choose">
          <label>Tag <select v-model="chosen.tag"><option value="">all</option>
            <option v-for="tag in known.tags" :key="tag">{{ tag }}</option></select></label>
          <label>From <input type="date" v-model="chosen.since"></label>
          <label>To <input type="date" v-model="chosen.until"></label>
          <label class="is-check"><input type="checkbox" v-model="chosen.isBlindOnly"> Blind votes only</label>
          <span class="leaderboard-count" role="status">{{ countWords }}</span>
        </form>
        <div v-if="!known.strengths.length" class="empty-box">
          <h2>{{ known.all ? "No votes here" : "No votes yet" }}</h2>
          <p>{{ known.all ? "No vote on two different models fits this filter."
            : "Compare models, switch on “Blind”, and vote for the answer you like best. “Pick” counts, too." }}</p>
          <a v-if="!known.all" href="/compare" class="button is-main">Compare</a>
        </div>
        <div v-for="(group, place) in groups" :key="place" class="leaderboard-frame" tabindex="0" role="group" aria-label="Strengths">
          <table>
            <caption v-if="groups.length > 1">Group {{ place + 1 }}</caption>
            <thead><tr>
              <th scope="col" class="is-rank"><span class="only-spoken">Rank</span></th><th scope="col">Model</th>
              <th scope="col" class="is-number">Strength</th>
              <th scope="col" class="is-plot"><svg class="leaderboard-axis" viewBox="0 0 100 14" preserveAspectRatio="none"
                aria-hidden="true"></svg>
                <span v-for="mark in marks(group)" :key="mark.value" class="leaderboard-mark"
                  :style="{ left: mark.at + '%' }">{{ mark.value }}</span><span class="only-spoken">95 % interval</span></th>
              <th scope="col" class="is-number">Games</th><th scope="col" class="is-number">Wins</th>
              <th scope="col" class="is-number">Best in</th>
            </tr></thead>
            <tbody><tr v-for="(row, rank) in group" :key="row.name">
              <td class="is-rank">{{ rank + 1 }}</td>
              <th scope="row" class="name-end" :title="row.name"><bdi>{{ row.name }}</bdi></th>
              <td class="is-number"><strong>{{ row.rating }}</strong> <small>{{ row.low }} – {{ row.high }}</small></td>
              <td class="is-plot">
                <svg viewBox="0 0 1000 40" preserveAspectRatio="none" role="img"
                  :aria-label="row.name + ': ' + row.rating + ', between ' + row.low + ' and ' + row.high">
                  <line v-for="mark in marks(group)" :key="mark.value" class="is-grid" :x1="mark.at * 10" :x2="mark.at * 10" y1="0"
                    y2="40"/>
                  <line class="is-interval" :x1="at(group, row.low) * 10" :x2="at(group, row.high) * 10" y1="20" y2="20"/>
                </svg>
                <span class="leaderboard-dot" :style="{ left: at(group, row.rating) + '%' }"></span>
              </td>
              <td class="is-number">{{ row.games }}</td><td class="is-number">{{ wins(row.wins) }}</td>
              <td class="is-number">{{ row.best }} of {{ row.votes }}</td>
            </tr></tbody>
          </table>
        </div>
        <ul v-if="known.strengths.length" class="leaderboard-notes">
          <li v-if="groups.length > 1">Models of different groups have never met, not even through others; their strengths cannot be
            compared.</li>
          <li v-if="isBounded">Some models have won or lost against all others they met, so votes alone would make their strength infinite.
            A weak prior (half a game against an average model) keeps it finite; take it as “at least” or “at most”.</li>
          <li v-if="known.hidden">{{ known.hidden }} blind {{ known.hidden === 1 ? "vote counts" : "votes count" }} after the reveal.</li>
          <li>A vote among several lanes counts as the winner beating each of the others; ties and “all bad” are half a win each. The bars
            are 95 % intervals; votes among many lanes make them look a little surer than they are.</li>
        </ul>
        <section v-if="known.votes.length" class="leaderboard-votes" aria-labelledby="leaderboard-votes-title">
          <h2 id="leaderboard-votes-title">Latest votes</h2>
          <ol><li v-for="vote in known.votes" :key="vote.id">
            <time :datetime="new Date(vote.at * 1000).toISOString()">{{ day(vote.at) }}</time>
            <span class="leaderboard-vote"><a v-if="vote.chat" :href="'/chat/' + vote.chat">{{ vote.prompt || "(no words)" }}</a>
              <em v-else>a deleted chat</em>
              <small><strong v-if="vote.isWinner">{{ vote.result }}</strong>
                <span v-else>{{ vote.result }}</span> · {{ others(vote) }}</small></span>
            <span class="tag" :class="{'is-blind': vote.isBlind}">{{ vote.isBlind ? "blind" : "not blind" }}</span>
          </li></ol>
        </section>
      </div>
    </section>`,
  data() {
    return { known: this.board, chosen: { tag: "", since: "", until: "", isBlindOnly: false } };
  },
  watch: {
    board(board) {
      this.known = board;
    },
  },
  computed: {
    groups() {
      /** @type {Strength[][]} */
      const groups = [];
      for (const row of this.known.strengths) (groups[row.group] ??= []).push(row);
      return groups;
    },
    isBounded() {
      return this.known.strengths.some((row) => row.isBounded);
    },
    countWords() {
      const { count, all } = this.known;
      return count === all ? `${all} ${all === 1 ? "vote" : "votes"}` : `${count} of ${all} votes`;
    },
  },
  methods: {
    /** @param {Board} board */
    tell(board) {
      this.known = board;
    },
    choose() {
      this.$emit("filter", { ...this.chosen });
    },

    /**
     * the scale: wide enough for all dots; intervals that reach further are cut at the edge
     * @param {Strength[]} group
     */
    span(group) {
      const ratings = group.map((row) => row.rating);
      const middle = (Math.min(...ratings) + Math.max(...ratings)) / 2;
      const reach = Math.max(...group.map((row) => Math.min(row.high - row.low, 900) / 2 + Math.abs(row.rating - middle)), 100) * 1.05;
      return [middle - reach, middle + reach];
    },
    /** @param {Strength[]} group @param {number} value */
    at(group, value) {
      const [low, high] = this.span(group);
      return Math.min(100, Math.max(0, ((value - low) / (high - low)) * 100));
    },
    /** @param {Strength[]} group */
    marks(group) {
      const [low, high] = this.span(group);
      const step = [50, 100, 200, 400, 800].find((size) => (high - low) / size <= 5) ?? 1600;
      const marks = [];
      for (let value = Math.ceil(low / step) * step; value <= high; value += step) marks.push({ value, at: this.at(group, value) });
      return marks.filter((mark) => mark.at > 4 && mark.at < 96);
    },
    /** @param {number} wins */
    wins(wins) {
      return Number.isInteger(wins) ? wins : wins.toFixed(1);
    },
    /** @param {number} at epoch seconds */
    day(at) {
      return new Date(at * 1000).toLocaleDateString("en", { day: "numeric", month: "short" });
    },
    /** @param {VoteRow} vote */
    others(vote) {
      const names = [...vote.models];
      if (vote.isWinner) names.splice(names.indexOf(vote.result), 1);
      return (vote.isWinner ? "against " : "") + names.join(", ");
    },
  },
});
