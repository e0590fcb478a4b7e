// A token that was just made: it is shown this once, and can be copied.
import { defineComponent, useTemplateRef } from "vue";

export default defineComponent({
  props: { secret: { type: String, required: true }, name: { type: String, required: true } },
  template: `
    <div class="note is-good new-token" role="status">
      <p>Copy the token for {{ name }} now; it is not shown again.</p>
      <div class="new-token-line">
        <input ref="field" :value="secret" readonly aria-label="Token" spellcheck="false" @focus="select" />
        <button type="button" class="button" @click="copy">{{ said }}</button>
      </div>
    </div>`,
  setup: () => ({ field: /** @type {import("vue").ShallowRef<HTMLInputElement>} */ (useTemplateRef("field")) }),
  data: () => ({ said: "Copy" }),
  mounted() {
    this.field.focus();
  },
  methods: {
    select() {
      this.field.select();
    },
    async copy() {
      this.select();
      await navigator.clipboard.writeText(this.secret);
      this.said = "Copied";
    },
  },
});
