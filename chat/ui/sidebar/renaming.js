// The title as a text box in its own row. A part of the sidebar.
export default {
  data() {
    return { renaming: null, title: "" };
  },
  methods: {
    rename(chat) {
      this.renaming = chat.id;
      this.title = chat.title;
      this.$nextTick(() => this.$el.querySelector(".side-rename")?.select());
    },
    endRename(isKept) {
      const id = this.renaming, title = this.title.trim();
      if (id === null) return;
      this.renaming = null;
      const chat = this.chats.get(id);
      if (isKept && chat && title && title !== chat.title) {
        this.chats.set(id, { ...chat, title: title.slice(0, 200) });
        this.ordered = null;
        this.arrangeNow();
        this.$emit("action", { action: "rename", id, title });
      }
      this.$nextTick(() => this.rowOf(id)?.focus({ focusVisible: false }));
    },
  },
};
