// What adds an endpoint, folded up until it is wanted.
export default {
  template: `
    <details ref="details" class="endpoint-add">
      <summary class="button" @click.prevent="toggle">Add endpoint</summary>
      <slot/>
    </details>`,
  methods: {
    /** By hand, because the event `toggle` comes too late: letters typed elsewhere than in a field are shortcuts. */
    toggle() {
      const { details } = this.$refs;
      details.open = !details.open;
      if (!details.open) return;
      details.querySelector("form").scrollIntoView({ block: "nearest" });
      details.querySelector("input").focus({ preventScroll: true });
    },
  },
};
