// What adds an endpoint, folded up until it is wanted.
import { defineComponent, shallowRef } from "vue";

/** @import { ShallowRef } from "vue" */

export default defineComponent({
  template: `
    <details ref="details" class="endpoint-add">
      <summary class="button" @click.prevent="toggle">Add endpoint</summary>
      <slot/>
    </details>`,
  setup: () => ({
    details: /** @type {ShallowRef<HTMLDetailsElement>} */ (shallowRef()),
  }),
  methods: {
    /** By hand, because the event `toggle` comes too late: letters typed elsewhere than in a field are shortcuts. */
    toggle() {
      const { details } = this;
      details.open = !details.open;
      if (!details.open) return;
      /** @type {HTMLElement} */ (details.querySelector("form")).scrollIntoView({ block: "nearest" });
      /** @type {HTMLElement} */ (details.querySelector("input")).focus({ preventScroll: true });
    },
  },
});
