// Chips below an empty chat's composer: personas, and the starter prompts of the chosen one.
import { defineComponent } from "vue";
import Icon from "polylogue/parts/icons.js";

/** @import { PersonaFacts } from "./wire.js" */
/** @import { PropType } from "vue" */

const MOST = 10;

export default defineComponent({
  components: { Icon },
  props: { facts: { type: /** @type {PropType<PersonaFacts>} */ (Object), required: true } },
  emits: ["persona", "starter"],
  template: `
    <div v-if="!known.isOver" class="persona-bar">
      <div v-if="known.starters.length" class="persona-starters" role="group" aria-label="Starter prompts">
        <button v-for="(text, i) in known.starters" :key="i" type="button" class="persona-starter" @click="$emit('starter', i)">
          <span>{{ text }}</span></button>
      </div>
      <div class="persona-chips" role="group" aria-label="Personas">
        <button v-for="one in shown" :key="one.id" type="button" class="persona-chip" :aria-pressed="String(one.id === known.chosen)"
          @click="$emit('persona', one.id)">{{ one.name }}</button>
        <a class="persona-more" href="/personas">{{ words }}</a>
      </div>
    </div>`,
  data() {
    return { known: this.facts };
  },
  computed: {
    shown() {
      const { personas, chosen } = this.known;
      return personas.filter((one, i) => i < MOST || one.id === chosen);
    },
    words() {
      const { length } = this.known.personas;
      return length > MOST ? `All ${length} personas` : length ? "Manage" : "Make a persona";
    },
  },
  methods: {
    /** @param {PersonaFacts} facts */
    tell(facts) {
      this.known = facts;
    },
  },
});
