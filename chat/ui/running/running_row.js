// One running reply: whose it is, how far it is, and its last words.
import { defineComponent } from "vue";
import { alarmOf } from "../parts/figures.js";
import { stateText } from "../transcript/messages/state.js";

/** @import { ReplyRow } from "./wire.js" */
/** @import { PropType } from "vue" */

export default defineComponent({
  props: { row: { type: /** @type {PropType<ReplyRow>} */ (Object), required: true }, now: { type: Number, required: true } },
  emits: ["stop"],
  template: `
    <li class="running-row" :data-reply="row.id" :data-status="sign">
      <div class="running-words">
        <div class="running-title"><a :href="place" dir="auto" :title="row.title">{{ row.title }}</a>
          <span class="running-model name-end" :title="row.model"><bdi>{{ row.model || "name hidden" }}</bdi></span></div>
        <p class="running-last" dir="auto"><span>{{ row.words }}</span>
          <span v-if="!row.words" class="is-none">{{ row.model ? "No words yet" : "Hidden until the reveal" }}</span></p>
      </div>
      <span class="running-state" data-part="state" :title="row.state.trouble"><i aria-hidden="true"></i>{{ words }}</span>
      <div class="running-buttons">
        <button type="button" class="button" :title="'Stop the reply in “' + row.title + '”'" @click="$emit('stop')">Stop</button>
        <a class="button" :href="place" :title="'Go to “' + row.title + '”'">Jump</a>
      </div>
    </li>`,
  computed: {
    // the chat, opened at this very reply
    place() {
      return `/chat/${this.row.chat}?turn=${this.row.turn}&reply=${this.row.id}`;
    },
    words() {
      return stateText(this.row.state, this.now, { showsSpeed: Boolean(this.row.model) });
    },
    sign() {
      return alarmOf(this.row.state, this.now / 1000) || this.row.state.status;
    },
  },
});
