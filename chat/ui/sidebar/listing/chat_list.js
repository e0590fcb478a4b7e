// The rows of the list that are in sight, and some more. Goes from row to row by keyboard.
import { defineComponent, shallowRef } from "vue";
import Icon from "../../parts/icons.js";
import FocusKeeping from "./focus_keeping.js";
import { lineAt, pieces } from "./listing.js";
import RenameBox from "./rename_box.js";

/** @import { Chat, Line, Listing } from "./listing.js" */
/** @import Selection from "../selecting/selection.js" */
/** @import { PropType, ShallowRef } from "vue" */
/** @import { EventOf } from "../../parts/page.d.ts" */

const SPARE = 8; // lines kept ready above and below what is in sight
const AROUND = 190; // pixels of the sidebar that are not list, about

export default defineComponent({
  components: { Icon, RenameBox },
  props: {
    listing: { type: /** @type {PropType<Listing>} */ (Object), required: true },
    selection: { type: /** @type {PropType<Selection>} */ (Object), required: true },
    activeId: String,
    menuId: String, // of the chat whose menu is open
    renaming: String,
    isSearch: Boolean,
    isShown: Boolean,
    emptyText: String,
  },
  emits: ["follow", "menu", "pick", "renamed", "scrolled", "escape", "above", "deserted"],
  template: `
    <div class="side-list" tabindex="-1" @scroll.passive="look(); $emit('scrolled')" @keydown="walk">
      <ul :style="{ height: listing.height + 'px' }">
        <li v-for="line in visible" :key="line.key" :class="line.head ? 'side-head' : 'side-row'" :data-chat="line.chat?.id"
          :style="{ transform: 'translateY(' + line.top + 'px)', height: line.height + 'px' }" :data-key="line.key"
          :aria-setsize="line.chat ? listing.count : null" :aria-posinset="line.place">
          <template v-if="line.head">{{ line.head }}</template>
          <RenameBox v-else-if="renaming === line.chat.id" :title="line.chat.title" @end="(title) => $emit('renamed', title)"/>
          <button v-else-if="selection.isOn" type="button" class="side-pick" role="checkbox" :aria-label="line.chat.title"
            :aria-checked="String(selection.has(line.chat.id))" @click="$emit('pick', $event, line.chat.id)">
            <span class="side-box"><Icon name="check"/></span><span class="side-title" dir="auto">{{ line.chat.title }}</span></button>
          <template v-else>
            <a :href="'/chat/' + line.chat.id + line.chat.place" :aria-label="nameOf(line.chat)"
              :title="line.chat.title.length > 30 ? line.chat.title : null" :aria-current="line.chat.id === activeId ? 'page' : null"
              @click="$emit('follow', $event, line.chat.id)">
              <span class="side-words">
                <span class="side-title" dir="auto"><span v-if="isSearch && line.chat.isArchived" class="side-tag">Archived</span>
                  <template v-if="!line.chat.marked">{{ line.chat.title }}</template>
                  <component v-for="(piece, i) in line.chat.marked" :key="i" :is="piece[1] ? 'mark' : 'span'">{{ piece[0] }}</component>
                </span>
                <span v-if="line.chat.snippet" class="side-snippet" dir="auto">
                  <bdi v-if="line.chat.lane" class="side-lane">{{ line.chat.lane }}</bdi>
                  <component v-for="(piece, i) in pieces(line.chat.snippet)" :key="i" :is="piece[1] ? 'mark' : 'span'">{{
                    piece[0] }}</component></span>
              </span>
              <span v-if="line.chat.tags.length && !isSearch" class="side-tag" :title="line.chat.tags.join(', ')">{{
                tagWords(line.chat.tags) }}</span>
              <span v-if="line.chat.isAsking" class="side-state is-asking" role="status" aria-label="Question"
                title="Question: it waits for you">?</span>
              <span v-else-if="line.chat.isRunning" class="side-state is-running" role="status" aria-label="Generating" title="Generating">
                <span class="only-spoken">Generating</span></span>
              <span v-else-if="line.chat.isUnread" class="side-state is-unread" role="status" aria-label="Unread" title="Unread">
                <span class="only-spoken">Unread</span></span>
            </a>
            <button type="button" class="side-more" aria-label="Chat menu" aria-haspopup="menu"
              :aria-expanded="String(menuId === line.chat.id)" @click="$emit('menu', $event, line.chat)"><Icon name="dots"/></button>
          </template>
        </li>
      </ul>
      <p v-if="emptyText" class="side-empty">{{ emptyText }}</p>
    </div>`,
  setup: () => ({
    focusKeeping: /** @type {ShallowRef<FocusKeeping>} */ (shallowRef()),
    watcher: /** @type {ShallowRef<ResizeObserver>} */ (shallowRef()),
    hasBegun: false,
  }),
  data() {
    return { first: 0, last: 0 };
  },
  computed: {
    visible() {
      return this.listing.lines.slice(this.first, this.last);
    },
  },
  watch: {
    isShown() {
      this.$nextTick(this.look);
    },
    listing() {
      this.look();
      this.focusKeeping.passOn(this.listing.lines);
    },
  },
  created() {
    this.focusKeeping = new FocusKeeping({ rowOf: this.rowOf, reveal: this.reveal, giveUp: () => this.$emit("deserted") });
    this.look();
  },
  mounted() {
    this.watcher = new ResizeObserver(() => this.look());
    requestAnimationFrame(() => setTimeout(() => this.begin())); // after the first paint
  },
  beforeUnmount() {
    this.watcher.disconnect();
  },
  methods: {
    pieces,
    /** @param {Chat} chat */
    nameOf(chat) {
      return chat.title + (chat.lane && `, ${chat.lane}`);
    },
    /** @param {string[]} tags */
    tagWords([first, ...others]) {
      return others.length ? `${first} +${others.length}` : first;
    },
    /** From the first paint on the list is kept in step with its size. */
    begin() {
      if (!this.$el?.isConnected) return;
      this.hasBegun = true;
      this.watcher.observe(this.$el);
    },
    look() {
      const list = this.hasBegun ? this.$el : null; // before the first paint it would have to be measured first
      const spare = list ? SPARE : 0;
      const top = list?.scrollTop ?? 0;
      const height = list?.clientHeight || innerHeight - AROUND;
      this.first = Math.max(0, lineAt(this.listing.lines, top) - spare);
      this.last = lineAt(this.listing.lines, top + height) + 1 + spare;
    },
    toTop() {
      this.$el.scrollTop = 0;
    },
    /** @param {Line} line */
    reveal(line) {
      this.hasBegun = true;
      const bottom = line.top + line.height;
      if (line.top < this.$el.scrollTop) this.$el.scrollTop = line.top - 8;
      else if (bottom > this.$el.scrollTop + this.$el.clientHeight) this.$el.scrollTop = bottom - this.$el.clientHeight + 8;
      this.look();
    },
    /** @param {string | null} id */
    revealChat(id) {
      const line = id && this.listing.lines.find((one) => one.key === id);
      if (line) this.reveal(line);
    },
    /** Before the rows change. */
    noteFocus() {
      this.focusKeeping.note(this.listing.lines);
    },
    /** @returns {HTMLElement | null} @param {string} id */
    rowOf(id) {
      return this.$el.querySelector(`[data-chat="${CSS.escape(id)}"] :is(a, .side-pick)`);
    },
    /** @returns {HTMLElement | null} @param {Line} line */
    linkOf(line) {
      return this.$el.querySelector(`[data-key="${CSS.escape(line.key)}"] :is(a, .side-pick)`);
    },
    /** @returns {HTMLElement | null} */
    firstRow() {
      return this.$el.querySelector(".side-row :is(a, .side-pick)");
    },
    openFirst() {
      this.$el.querySelector(".side-row a")?.click();
    },
    /**
     * Opens the chat before or after this one.
     * @param {string | null} id
     * @param {1 | -1} by
     */
    step(id, by) {
      const lines = this.listing.lines.filter((line) => line.chat);
      const at = lines.findIndex((line) => line.chat?.id === id);
      const line = lines[at < 0 ? 0 : at + by];
      if (!line) return;
      this.reveal(line);
      this.$nextTick(() => this.linkOf(line)?.click());
    },
    /** @param {EventOf<HTMLElement, KeyboardEvent>} event */
    walk(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") this.$emit("escape");
      const key = event.target.closest("[data-chat]")?.dataset.key;
      if (!step || !key || this.renaming) return;
      const { lines } = this.listing;
      let at = lines.findIndex((line) => line.key === key) + step;
      while (lines[at]?.head) at += step;
      if (!lines[at] && !(at < 0 && this.isSearch)) return;
      event.preventDefault();
      if (at < 0) return this.$emit("above");
      this.reveal(lines[at]);
      this.$nextTick(() => this.linkOf(lines[at])?.focus());
    },
  },
});
