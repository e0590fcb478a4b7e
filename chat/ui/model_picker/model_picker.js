// The picker as an element of its own.
import { defineComponent } from "vue";
import Picker from "polylogue/model_picker/picker.js";

export default defineComponent({
  components: { Picker },
  props: { value: String, label: String, placeholder: String, forgets: Boolean, takesFocus: Boolean },
  emits: ["choose"],
  template: `
    <div class="picker-frame">
      <Picker :value="chosen" :label="label" :placeholder="placeholder" :forgets="forgets" @choose="choose"/>
    </div>`,
  data() {
    return { chosen: this.value ?? "" };
  },
  watch: {
    /** @param {string} id */
    value(id) {
      this.chosen = id;
    },
  },
  mounted() {
    if (this.takesFocus) this.$el.querySelector(".picker-input").focus();
  },
  methods: {
    /** @param {string} id */
    choose(id) {
      if (!this.forgets) this.chosen = id;
      this.$emit("choose", id);
    },
    /** @param {string} id */
    set_model(id) {
      this.chosen = id;
    },
  },
});
