// What the menus of a comparison share. The button is `ref="opener"`, the list `ref="menu"`.
export default {
  data() {
    return { isMenuOpen: false };
  },
  methods: {
    toggleMenu() {
      this.isMenuOpen = !this.isMenuOpen;
      if (this.isMenuOpen) this.$nextTick(() => this.$refs.menu.firstElementChild.focus());
    },
    closeMenu() {
      this.isMenuOpen = false;
      this.$refs.opener.focus({ preventScroll: true });
    },
    leaveMenu(event) {
      if (!this.$refs.menu?.contains(event.relatedTarget) && event.relatedTarget !== this.$refs.opener) this.isMenuOpen = false;
    },
    moveInMenu(event) {
      const items = [...this.$refs.menu.children];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
      else if (event.key === "Escape") this.closeMenu();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  },
};
