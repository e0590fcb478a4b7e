// The line above the lanes: what concerns all of them.
import Picker from "picker";
import LaneIcon from "chat-lanes/lane_icons.js";

export default {
  components: { LaneIcon, Picker },
  props: { facts: Object },
  emits: ["act"],
  template: `
    <div class="lane-bar" role="toolbar" aria-label="All lanes">
      <span v-if="known.isBlind" class="lane-bar-hint">Names are hidden</span>
      <Picker v-else-if="!known.isFull" value="" label="Add model" placeholder="Add model" forgets @choose="(model) => act('add', { model })"/>
      <span v-else class="lane-bar-hint">{{ known.count }} lanes, no more</span>
      <div v-show="!known.isBlind" class="lane-sets" ref="sets">
        <button type="button" class="lane-bar-button" ref="opener" aria-label="Sets" aria-haspopup="dialog" :aria-expanded="String(isOpen)" @click="isOpen = !isOpen"><LaneIcon name="sets"/><span>Sets</span></button>
        <div v-if="isOpen" class="pop lane-sets-pop" role="dialog" aria-label="Sets of lanes" @keydown.esc.stop.prevent="shut">
          <ul v-if="known.sets.length" aria-label="Saved sets">
            <li v-for="set in known.sets" :key="set.name">
              <button type="button" class="pop-item" :title="set.models.join(', ')" @click="use(set)"><span>{{ set.name }}</span><small>{{ set.models.length }} lanes</small></button>
              <button type="button" class="lane-button" :aria-label="'Delete set ' + set.name" title="Delete this set" @click="act('drop-set', { name: set.name })"><LaneIcon name="trash"/></button>
            </li>
          </ul>
          <p v-else class="lane-hint">Lanes that you use together can be kept under a name.</p>
          <form class="lane-set-new" @submit.prevent="keep"><input v-model="name" aria-label="Name of the set" placeholder="Name of these lanes" maxlength="60" autocomplete="off"><button type="submit" class="button" :disabled="!name.trim()">Save set</button></form>
        </div>
      </div>
      <template v-if="!known.hasTurns">
        <button v-for="set in known.sets.slice(0, 4)" :key="set.name" type="button" class="lane-bar-button is-chip" :title="set.models.join(', ')" @click="use(set)">{{ set.name }}</button>
      </template>
      <span class="lane-bar-gap"></span>
      <button v-if="known.failed" type="button" class="lane-bar-button is-bad" aria-label="Retry failed" title="Ask the failed lanes again" @click="act('retry-failed')"><LaneIcon name="retry"/><span>Retry failed</span></button>
      <button v-if="known.running" type="button" class="lane-bar-button" aria-label="Stop all" title="Stop all lanes" @click="act('stop-all')"><LaneIcon name="stop"/><span>Stop all</span></button>
      <template v-for="action in known.actions" :key="action.name">
        <button v-if="known.hasTurns || !action.isForAnswers" type="button" class="lane-bar-button" :aria-label="action.label" :aria-pressed="action.name === 'blind' ? String(known.isBlind) : null" :title="action.label" @click="act(action.name)"><LaneIcon v-if="action.icon" :name="action.icon"/><span>{{ action.label }}</span></button>
      </template>
      <button v-if="known.hasTurns && !known.isBlind" type="button" class="lane-bar-button" aria-label="Export" title="Export the whole comparison" @click="act('export')"><LaneIcon name="download"/><span>Export</span></button>
    </div>`,
  data() {
    return { known: { ...this.facts }, isOpen: false, name: "" };
  },
  watch: {
    facts(facts) {
      this.known = { ...facts };
    },
    isOpen(isOpen) {
      if (isOpen) document.addEventListener("pointerdown", this.onOutside, true);
      else document.removeEventListener("pointerdown", this.onOutside, true);
    },
  },
  beforeUnmount() {
    document.removeEventListener("pointerdown", this.onOutside, true);
  },
  methods: {
    tell(changes) {
      Object.assign(this.known, changes);
    },
    act(action, more = {}) {
      this.$emit("act", { action, ...more });
    },
    use(set) {
      this.isOpen = false;
      this.act("use-set", { name: set.name });
    },
    keep() {
      this.act("keep-set", { name: this.name });
      this.name = "";
    },
    shut() {
      this.isOpen = false;
      this.$refs.opener.focus({ preventScroll: true });
    },
    onOutside(event) {
      if (!this.$refs.sets.contains(event.target)) this.isOpen = false;
    },
  },
};
