// The ballot. Letters, T and X vote from anywhere but a text field; a vote can be changed until the reveal.
import { defineComponent, shallowRef } from "vue";

/** @import { PropType, ShallowRef } from "vue" */
/** @import { VoteFacts } from "./wire.js" */

const TYPED_IN = "input, textarea, select, [contenteditable], dialog, [role=menu], [role=dialog]";

export default defineComponent({
  props: { facts: { type: /** @type {PropType<VoteFacts>} */ (Object), required: true } },
  emits: ["act"],
  template: `
    <div class="vote-bar" :class="{ 'is-shown': isShown }">
      <div v-if="known.isBlind && known.turn" class="vote-line" role="group" aria-label="Which answer is best?" ref="ballot" tabindex="-1">
        <span class="vote-question">{{ known.isReady ? "Which answer is best?" : waiting }}</span>
        <template v-if="known.isReady">
          <button v-for="choice in known.choices" :key="choice.lane" type="button" class="vote-choice" :aria-pressed="pressed(choice.lane)"
            :title="'Model ' + choice.letter + ' is best (key ' + choice.letter + ')'"
            @click="vote(choice.lane)">{{ choice.letter }}</button>
          <button type="button" class="vote-choice is-words" :aria-pressed="pressed('tie')" title="Equally good (key T)"
            @click="vote('tie')">Tie</button>
          <button type="button" class="vote-choice is-words" :aria-pressed="pressed('all_bad')" title="None of them (key X)"
            @click="vote('all_bad')">All bad</button>
          <span class="vote-gap"></span>
          <span v-if="known.choice" class="vote-hint">You can change your vote until the reveal.</span>
        </template>
        <span v-else class="vote-gap"></span>
        <button v-if="known.isReady || known.isOver" type="button" class="button" :class="{ 'is-main': known.choice }"
          :title="known.choice ? 'Show the names and lock the vote' : 'Show the names without a vote'"
          @click="$emit('act', { action: 'reveal' })">Reveal</button>
      </div>
      <div v-else-if="!known.isBlind && known.names.length" class="vote-line" role="status">
        <span class="vote-question">{{ verdict }}</span>
        <ul class="vote-names"><li v-for="one in known.names" :key="one.letter" :class="{ 'is-winner': one.isWinner }">
          <b>{{ one.letter }}</b> <span class="name-end" :title="one.name"><bdi>{{ one.name }}</bdi></span></li></ul>
        <span class="vote-gap"></span>
        <a href="/leaderboard" class="button">Leaderboard</a>
        <button type="button" class="button" title="The same models, shuffled again"
          @click="$emit('act', { action: 'again' })">New blind round</button>
      </div>
    </div>`,
  setup: () => ({
    ballot: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
    returnTo: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
  }),
  data() {
    return { known: this.facts };
  },
  computed: {
    isShown() {
      return Boolean(this.known.isBlind ? this.known.turn : this.known.names.length);
    },
    waiting() {
      return "You can vote when all lanes have ended.";
    },
    verdict() {
      const { choice, isVoted, names } = this.known;
      if (!isVoted) return "Revealed without a vote.";
      const winner = names.find((one) => one.isWinner);
      return `Your vote: ${winner ? winner.letter : choice === "tie" ? "tie" : "all bad"}. It is locked.`;
    },
  },
  watch: {
    facts(facts) {
      this.known = facts;
    },
  },
  mounted() {
    document.addEventListener("keydown", this.press);
  },
  beforeUnmount() {
    document.removeEventListener("keydown", this.press);
  },
  methods: {
    /** @param {VoteFacts} facts */
    tell(facts) {
      const wasReady = this.known.isReady;
      this.known = facts;
      if (facts.isBlind && facts.isReady && !wasReady) this.$nextTick(this.invite);
    },
    // Whoever waits with an empty message box can vote by key at once; any other key goes on in the box.
    invite() {
      const active = /** @type {HTMLTextAreaElement} */ (document.activeElement);
      if (active === document.body || (active?.tagName === "TEXTAREA" && !active.value)) {
        this.returnTo = active;
        this.ballot?.focus({ preventScroll: true });
      }
    },
    /** @param {number | string} choice */
    pressed(choice) {
      return String(this.known.choice === String(choice));
    },
    /** @param {number | string} choice a lane, "tie" or "all_bad" */
    vote(choice) {
      this.$emit("act", typeof choice === "number" ? { action: "best", lane: choice } : { action: choice });
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      if (!this.known.isBlind || !this.known.isReady || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
      const key = event.key.toLowerCase();
      const lane = this.known.choices.find((choice) => choice.letter.toLowerCase() === key)?.lane;
      const choice = lane ?? (key === "t" ? "tie" : key === "x" ? "all_bad" : null);
      if (choice != null) {
        event.preventDefault();
        this.vote(choice);
      } else if (event.target === this.ballot && event.key.length === 1 && event.key !== " ") this.returnTo?.focus();
    },
  },
});
