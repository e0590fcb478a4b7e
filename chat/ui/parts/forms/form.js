// A form of native fields, read when it is sent.
export default {
  props: { takesFocus: Boolean },
  emits: ["send"],
  template: `<form @submit.prevent="send"><slot/></form>`,
  mounted() {
    if (this.takesFocus) this.begin();
  },
  methods: {
    begin() {
      const { top, bottom } = this.$el.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) this.$el.scrollIntoView();
      this.$el.querySelector("input").focus({ preventScroll: true });
    },
    send({ target, submitter }) {
      this.$emit("send", Object.fromEntries(new FormData(target, submitter)));
    },
    empty() {
      this.$el.reset();
    },
  },
};
