// The switch of the notifications. It is on when they are wanted and this browser allows them: each browser has to be asked by a click.
import { defineComponent } from "vue";

/** @import { EventOf } from "../parts/page.d.ts" */

const permission = () => ("Notification" in window ? Notification.permission : "denied");

export default defineComponent({
  props: { wanted: Boolean },
  emits: ["choose"],
  template: `
    <div>
      <label class="switch"><input type="checkbox" role="switch" :checked="isOn" @change="choose">
        <span>Notify me when a long reply ends</span></label>
      <p v-if="wanted && !isOn" class="note is-bad">Switched on, but this browser does not show them yet: switch it on here as well.</p>
    </div>`,
  data() {
    return { permission: permission() };
  },
  computed: {
    isOn() {
      return this.wanted && this.permission === "granted";
    },
  },
  methods: {
    /** @param {EventOf<HTMLInputElement>} event */
    async choose(event) {
      const box = event.target;
      const wanted = box.checked;
      if (wanted && "Notification" in window) await Notification.requestPermission();
      this.permission = permission();
      if (wanted && this.permission !== "granted") box.checked = false;
      this.$emit("choose", wanted, this.permission);
    },
  },
});
