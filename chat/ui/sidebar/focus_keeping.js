// When the row with the focus goes (deleted, archived), the next one takes it; a row that only moves (pinned) loses it on the way
// and gets it back, unless it is out of sight by then. A part of the sidebar.
export default {
  methods: {
    noteFocus() {
      const id = this.$refs.list?.contains(document.activeElement) && document.activeElement.closest("[data-chat]")?.dataset.chat;
      if (id) this.focused ??= { id, at: this.listing.lines.findIndex((line) => line.chat?.id === id) };
    },
    passFocusOn() {
      const { focused } = this, { lines } = this.listing;
      this.focused = null;
      if (!focused) return;
      const line = lines.slice(focused.at).find((line) => line.chat) ?? lines.slice(0, focused.at).findLast((line) => line.chat);
      this.$nextTick(() => {
        if (document.activeElement !== document.body) return;
        const moved = this.rowOf(focused.id);
        if (moved) return moved.focus();
        if (!line) return this.$refs.start.focus({ focusVisible: false });
        this.reveal(line);
        this.$nextTick(() => this.rowOf(line.chat.id)?.focus({ preventScroll: true }));
      });
    },
  },
};
