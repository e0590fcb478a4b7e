// The picker as an element of its own.
import Picker from "polylogue/model_picker/picker.js";

export default {
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
    value(id) {
      this.chosen = id;
    },
  },
  mounted() {
    if (this.takesFocus) this.$el.querySelector(".picker-input").focus();
  },
  methods: {
    choose(id) {
      if (!this.forgets) this.chosen = id;
      this.$emit("choose", id);
    },
    set_model(id) {
      this.chosen = id;
    },
  },
};
