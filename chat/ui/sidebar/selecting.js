// Many chats at once: picking them, and what can be done with those that are picked. A part of the sidebar.
import { markRaw } from "vue";

const MOST_IDS = 5000; // in one message: the server takes none of a megabyte

export default {
  data() {
    return { isSelecting: false, pickedTurn: 0, picked: markRaw(new Set()), pickedCount: 0, choice: null, formatsFor: null };
  },
  computed: {
    pickedWords() {
      return this.pickedCount === 1 ? "1 selected" : `${this.pickedCount.toLocaleString("en")} selected`;
    },
    isAllArchived() {
      return this.pickedCount > 0 && this.view.kind === "archived" && !this.query;
    },
  },
  methods: {
    select(id = null) {
      this.isSelecting = true;
      this.menuFor = this.choice = null;
      this.anchorId = id;
      this.picked.clear();
      if (id) this.picked.add(id);
      this.pickedCount = this.picked.size;
      this.$nextTick(() => (id ? this.rowOf(id) : this.$refs.list.querySelector(".side-pick"))?.focus());
    },
    endSelecting() {
      if (!this.isSelecting) return;
      this.isSelecting = this.isAllWanted = false;
      this.choice = this.formatsFor = null;
      this.picked.clear();
      this.pickedCount = 0;
      this.$nextTick(() => this.$refs.viewButton?.focus({ focusVisible: false }));
    },
    pick(event, line) {
      const { id } = line.chat, isAdded = !this.picked.has(id);
      const ids = event.shiftKey ? this.between(this.anchorId, id) : [id];
      for (const one of ids) this.picked[isAdded ? "add" : "delete"](one);
      this.anchorId = id;
      this.pickedCount = this.picked.size;
      this.pickedTurn++;
    },
    between(from, to) {
      const ids = this.listing.lines.filter((line) => line.chat).map((line) => line.chat.id);
      const ends = [ids.indexOf(from), ids.indexOf(to)];
      return ends[0] < 0 ? [to] : ids.slice(Math.min(...ends), Math.max(...ends) + 1);
    },
    isPicked(id) {
      return this.pickedCount >= 0 && this.pickedTurn >= 0 && this.picked.has(id); // both are read so that Vue redraws
    },
    pickAll() {
      const ids = this.listing.lines.filter((line) => line.chat).map((line) => line.chat.id);
      const isAll = ids.every((id) => this.picked.has(id));
      this.isAllWanted = !isAll && !this.isLoaded;
      for (const id of ids) this.picked[isAll ? "delete" : "add"](id);
      this.pickedCount = this.picked.size;
      this.pickedTurn++;
    },
    pickRest() {
      if (!this.isAllWanted) return;
      this.arrangeNow();
      this.picked.clear();
      this.pickAll();
    },
    unpick(ids) {
      for (const id of ids) this.picked.delete(id);
      this.pickedCount = this.picked.size;
    },
    doWithPicked(action) {
      this.send(action, [...this.picked]);
      this.endSelecting();
    },
    toggleFormats(event) {
      this.formatsFor = this.formatsFor ? null : markRaw(event.currentTarget);
    },
    exportPicked(action, what) {
      if (this.formatsFor.isConnected) this.formatsFor.focus({ preventScroll: true, focusVisible: false });
      this.formatsFor = null;
      if (!action) return;
      this.send(action, [...this.picked], what);
      this.endSelecting();
    },
    send(action, ids, what = {}) {
      for (let start = 0; start < ids.length; start += MOST_IDS) {
        const end = start + MOST_IDS;
        this.$emit("action", { action, id: null, ids: ids.slice(start, end), more: end < ids.length, ...what });
      }
    },

    // folders and tags, for the picked ones or for one chat

    ask(kind, anchor, ids) {
      this.choice = this.choice?.kind === kind ? null : { kind, anchor: markRaw(anchor), ids: [...ids] };
    },
    choiceNames(kind) {
      return this.views().filter((view) => view.kind === (kind === "move" ? "folder" : "tag")).map((view) => view.name);
    },
    choiceChosen({ kind, ids }) {
      const chats = ids.map((id) => this.chats.get(id)).filter(Boolean);
      if (!chats.length) return [];
      if (kind === "move") return chats.every((chat) => chat.folder === chats[0].folder) ? [chats[0].folder] : [];
      return chats[0].tags.filter((tag) => chats.every((chat) => chat.tags.includes(tag)));
    },
    chooseName(name, isAdded) {
      const { kind, ids } = this.choice;
      this.send(kind, ids, kind === "move" ? { folder: name } : { tag: name, added: isAdded });
      if (kind === "move") this.endSelecting();
    },
    endChoice() {
      const { anchor } = this.choice ?? {};
      this.choice = null;
      if (anchor?.isConnected) anchor.focus({ preventScroll: true, focusVisible: false });
    },
  },
};
