// A quiet button in an ordinary chat that turns into the list of models: the one chosen answers beside the first.
import { defineComponent, nextTick } from "vue";
import Picker from "polylogue/model_picker/picker.js";
import LaneIcon from "polylogue/lanes/column/lane_icons.js";

/** @import { EventOf } from "../parts/page.d.ts" */

export default defineComponent({
  components: { LaneIcon, Picker },
  emits: ["add"],
  template: `
    <span class="add-lane" @focusout="leave">
      <Picker v-if="isChoosing" ref="picker" value="" label="Add model" placeholder="Add model" forgets @choose="add"/>
      <button v-else type="button" class="icon-button" ref="button" aria-label="Add model" title="Compare with another model"
        @click="choose"><LaneIcon name="add"/></button>
    </span>`,
  data() {
    return { isChoosing: false };
  },
  methods: {
    async choose() {
      this.isChoosing = true;
      await nextTick();
      const input = this.$el.querySelector("input");
      input.focus({ preventScroll: true });
      input.click();
    },
    /** @param {string} model */
    add(model) {
      this.isChoosing = false;
      this.$emit("add", model);
    },
    /** @param {EventOf<HTMLElement, FocusEvent>} event */
    leave(event) {
      if (event.target.closest(".picker") && !this.$el.contains(event.relatedTarget)) this.isChoosing = false;
    },
  },
});
