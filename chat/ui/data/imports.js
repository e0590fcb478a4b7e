// Takes files in: picked or dropped, sent as they are, with the state of each import below until it is dismissed.
import { defineComponent } from "vue";
import { chats, isRefused, number, sentencesOf, stepOf } from "polylogue/data/import_words.js";
import Icon from "polylogue/parts/icons.js";

/** @import { EventOf } from "polylogue/parts/page.d.ts" */
/** @import { Import } from "polylogue/data/wire.js" */
/** @import { PropType } from "vue" */

const ENDED = ["done", "failed", "cancelled"];
/** @typedef {Import & {request?: XMLHttpRequest}} Shown with its `request`: on its way to the server */

export default defineComponent({
  components: { Icon },
  props: { imports: { type: /** @type {PropType<Import[]>} */ (Array), required: true } },
  emits: ["act"],
  template: `
    <div class="imports">
      <label class="drop" :class="{'is-over': isOver}" @dragenter.prevent="isOver = true" @dragover.prevent="isOver = true"
        @dragleave="isOver = false" @drop.prevent="drop">
        <input type="file" class="only-spoken" aria-label="Choose a file to import" accept=".json,.jsonl,.ndjson,.zip,.db,.sqlite,.sqlite3"
          multiple @change="pick">
        <Icon name="download"/>
        <span><strong>Choose a file</strong> or drop it here</span>
        <small>JSON, JSON Lines, ZIP or a database, up to 2 GB</small>
      </label>
      <ul v-if="shown.length" class="import-list" aria-label="Imports">
        <li v-for="one in shown" :key="one.id" class="import" :data-state="one.state">
          <div class="import-head">
            <Icon name="file"/><strong dir="auto">{{ one.name }}</strong>
            <button v-if="!isEnded(one) && one.state !== 'asking'" type="button" class="button" :aria-label="'Cancel import of ' + one.name"
              @click="cancel(one)">Cancel</button>
            <button v-if="isEnded(one)" type="button" class="icon-button" :aria-label="'Dismiss the report on ' + one.name" title="Dismiss"
              @click="putAway(one)"><Icon name="close"/></button>
          </div>
          <template v-if="!isEnded(one) && one.state !== 'asking'">
            <div class="import-bar" role="progressbar" :aria-label="'Import of ' + one.name" :aria-valuenow="Math.round(one.share * 100)"
              aria-valuemin="0" aria-valuemax="100">
              <span :style="{transform: 'scaleX(' + one.share + ')'}"></span>
            </div>
            <p class="soft">{{ stepOf(one) }}</p>
          </template>
          <div v-else-if="one.state === 'asking'" class="note is-warning" role="alert">
            <p>{{ one.sentence }} {{ chats(one.found) }} before that {{ one.found === 1 ? 'is' : 'are' }} whole. Nothing has been imported
              yet.</p>
            <div class="import-buttons">
              <button type="button" class="button is-main" @click="$emit('act', {do: 'take', id: one.id})">Import the whole chats</button>
              <button type="button" class="button" @click="$emit('act', {do: 'leave', id: one.id})">Import nothing</button>
            </div>
          </div>
          <div v-else role="status">
            <p v-for="(sentence, i) in sentencesOf(one)" :key="i"
              :class="i > 0 ? 'soft' : isRefused(one) ? 'import-result is-bad' : 'import-result'">{{ sentence }}</p>
          </div>
          <div v-if="one.can_renew" class="note import-newer">
            <p>{{ chats(one.grown_count) }} {{ one.grown_count === 1 ? 'has' : 'have' }} more in the file than here. Messages that are
              missing here can come in, and answers with other words as a newer version. What is here stays.</p>
            <div class="import-buttons">
              <button type="button" class="button is-main" @click="$emit('act', {do: 'renew', id: one.id})">Take what is newer</button>
            </div>
          </div>
          <div v-if="one.endpoints.length && isEnded(one)" class="note is-warning import-endpoints">
            <p>The file has endpoints that are not here. Add them only if you made this file yourself: prompts to their models would go
              there. Keys are not included.</p>
            <ul><li v-for="endpoint in one.endpoints" :key="endpoint.name">
              <strong>{{ endpoint.name }}</strong> <span>{{ endpoint.address }}</span></li></ul>
            <div class="import-buttons">
              <button type="button" class="button is-main"
                @click="$emit('act', {do: 'endpoints', id: one.id})">{{ one.endpoints.length === 1 ? 'Add this endpoint'
              : 'Add these ' + one.endpoints.length + ' endpoints' }}</button>
            </div>
          </div>
          <details v-if="one.grown_count && isEnded(one)" class="import-details">
            <summary>{{ one.renewed ? 'Chats with more in the file' : 'Which chats' }}</summary>
            <ul><li v-for="(title, i) in one.grown" :key="i"><strong dir="auto">{{ title }}</strong></li></ul>
            <p v-if="one.grown_count > one.grown.length" class="soft">… and {{ number(one.grown_count - one.grown.length) }} more.</p>
          </details>
          <details v-if="one.refused_count && one.state !== 'reading'" class="import-details" :open="isRefused(one)">
            <summary>{{ chats(one.refused_count) }} could not be taken</summary>
            <ul><li v-for="([title, reason], i) in one.refused" :key="i"><strong dir="auto">{{ title }}</strong> {{ reason }}</li></ul>
            <p v-if="one.refused_count > one.refused.length"
              class="soft">… and {{ number(one.refused_count - one.refused.length) }} more.</p>
          </details>
        </li>
      </ul>
    </div>`,
  data() {
    return { all: new Map(this.imports.map((one) => [one.id, /** @type {Shown} */ (one)])), isOver: false };
  },
  computed: {
    shown() {
      return [...this.all.values()].reverse();
    },
  },
  methods: {
    stepOf,
    sentencesOf,
    isRefused,
    number,
    chats,
    /** @param {Import} one */
    isEnded: (one) => ENDED.includes(one.state),
    /** @param {Import} report */
    show(report) {
      this.all.set(report.id, report);
    },
    /** @param {EventOf<HTMLInputElement>} event */
    pick(event) {
      for (const file of event.target.files ?? []) this.send(file);
      event.target.value = "";
    },
    /** @param {DragEvent} event */
    drop(event) {
      this.isOver = false;
      for (const file of event.dataTransfer?.files ?? []) this.send(file);
    },
    /** @param {File} file */
    send(file) {
      const id = `upload ${performance.now()} ${file.name}`;
      /** @type {Import} */
      const blank = {
        id,
        name: file.name,
        state: "uploading",
        share: 0,
        found: 0,
        taken: 0,
        present: 0,
        grown: [],
        grown_count: 0,
        twice: 0,
        refused: [],
        refused_count: 0,
        left_out: {},
        beside: {},
        can_renew: false,
        renewed: 0,
        moves: false,
        moved: {},
        endpoints: [],
        empty: 0,
        remarks: [],
        source: "",
        sentence: "",
        resumed: false,
      };
      const request = new XMLHttpRequest();
      /** @param {Partial<Import>} change */
      const note = (change) => this.all.set(id, { ...blank, request, ...change });
      request.upload.onprogress = (event) => note({ share: event.lengthComputable ? event.loaded / event.total : 0 });
      request.onload = () => {
        const answer = this.answerOf(request);
        if (request.status !== 200) return note({ state: "failed", sentence: answer.error || "The file could not be sent." });
        this.all.delete(id);
        this.$emit("act", { do: "look", id: answer.id });
      };
      request.onerror = () => note({ state: "failed", sentence: "The file could not be sent; is Polylogue still running?" });
      request.onabort = () => note({ state: "cancelled" });
      request.open("POST", "/api/imports");
      request.setRequestHeader("x-polylogue", "1");
      request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
      note({});
      request.send(file);
    },
    /** @param {XMLHttpRequest} request */
    answerOf(request) {
      try {
        return JSON.parse(request.responseText);
      } catch {
        return { error: `The file could not be sent (${request.status}).` };
      }
    },
    /** @param {Shown} one */
    cancel(one) {
      if (one.request) one.request.abort();
      else this.$emit("act", { do: "cancel", id: one.id });
    },
    /** @param {Shown} one */
    putAway(one) {
      this.all.delete(one.id);
      if (!one.request) this.$emit("act", { do: "forget", id: one.id });
    },
  },
});
