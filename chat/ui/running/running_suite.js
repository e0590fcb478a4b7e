// One running prompt suite: how far it is. Its answers have a page of their own.
import { defineComponent } from "vue";

/** @import { SuiteRow } from "./wire.js" */
/** @import { PropType } from "vue" */

export default defineComponent({
  props: { suite: { type: /** @type {PropType<SuiteRow>} */ (Object), required: true } },
  emits: ["stop"],
  template: `
    <li class="running-row is-suite" :data-suite="suite.id" data-status="writing">
      <div class="running-words">
        <div class="running-title"><a :href="'/suite/' + suite.id" dir="auto" :title="suite.title">{{ suite.title }}</a>
          <span class="running-model" :title="suite.models">{{ suite.models }}</span></div>
        <div class="running-bar" role="progressbar" :aria-label="'Answers of “' + suite.title + '”'" aria-valuemin="0"
          :aria-valuemax="suite.total" :aria-valuenow="suite.ended"><i :style="{ width: (100 * suite.ended) / suite.total + '%' }"></i>
        </div>
        <p class="running-count">{{ suite.words }}</p>
        <p v-if="suite.problem" class="running-problem" dir="auto">{{ suite.problem }}</p>
      </div>
      <span class="running-state" data-part="state"><i aria-hidden="true"></i>{{ suite.running }} running</span>
      <div class="running-buttons">
        <button type="button" class="button" :title="'Stop the suite “' + suite.title + '”'" @click="$emit('stop')">Stop</button>
        <a class="button" :href="'/suite/' + suite.id" :title="'Go to “' + suite.title + '”'">Jump</a>
      </div>
    </li>`,
});
