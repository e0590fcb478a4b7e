// One endpoint of the list.
import { defineComponent } from "vue";

export default defineComponent({
  template: `<li class="endpoint"><slot/></li>`,
  beforeUnmount() {
    if (this.$el.contains(document.activeElement)) this.passFocusOn();
  },
  methods: {
    /** To a neighbour, or else to what adds one. */
    passFocusOn() {
      const rows = [this.$el.nextElementSibling, this.$el.previousElementSibling];
      const heir = rows.map((row) => row?.querySelector("button")).find(Boolean);
      (heir ?? this.$el.closest("section").querySelector(".service-tile")).focus();
    },
  },
});
