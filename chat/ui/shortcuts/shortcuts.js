// Single letters outside of text fields; with Alt also while typing (but not on a Mac, where Alt and a letter types a sign).
// None of them is one that browsers use for themselves: no Ctrl, no Cmd, no Alt with the letters of a menu (B, D, E, F, H, S, T, V).
import { defineComponent, shallowRef } from "vue";
import { allowSingleKeys, singleKeys } from "polylogue/shortcuts/single_keys.js";

/** @import { ShallowRef } from "vue" */

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const KEYS = [
  ["n", "New chat"],
  ["q", "Search chats"],
  ["j", "Next chat"],
  ["k", "Previous chat"],
  ["m", "Write a message"],
  ["x", "Stop the answer"],
  ["c", "Copy the last answer"],
  ["l", "Show or hide the list of chats"],
  ["u", "Undo, while it is offered"],
];

/** @param {string} selector @param {ParentNode} [root] */
const inSight = (selector, root = document) =>
  [.../** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll(selector))].filter(
    (one) => !one.disabled && one.getClientRects().length,
  );
/** @param {string} selector @param {ParentNode} [root] */
const press = (selector, root) => inSight(selector, root).at(-1)?.click();
// In a comparison the answer of the lane that has the focus, else of the first one in sight.
const currentLane = () => document.activeElement?.closest?.("[data-lane-number]") ?? inSight("[data-lane-number]")[0] ?? document;
/** @param {string} word */
const tellSidebar = (word) => window.dispatchEvent(new CustomEvent("polylogue-side", { detail: { word } }));

/** @type {Record<string, () => void>} */
const ACTIONS = {
  n: () => press('nav[aria-label=Chats] a[href="/new"]'),
  q: () => tellSidebar("search"),
  j: () => tellSidebar("next"),
  k: () => tellSidebar("previous"),
  m: () => document.querySelector("textarea[aria-label=Message]")?.focus(),
  x: () => press(".composer-stop"),
  c: () => press("article[data-status] [data-action=copy]", currentLane()),
  l: () => tellSidebar("toggle"),
  u: () => tellSidebar("undo"),
};

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [role=combobox]") !== null);
/**
 * The letter that is printed on the key; on a keyboard of another script (Cyrillic, Greek) the one of its place.
 * @param {KeyboardEvent} event
 */
const letterOf = ({ key, code }) =>
  (/^[a-z]$/i.test(key) ? key : /^Key[A-Z]$/.test(code) && key.length === 1 && key > "~" ? code.slice(3) : "").toLowerCase();
const isTaken = () =>
  [...document.querySelectorAll("dialog[open], [role=menu], [role=dialog], [aria-modal=true]")].some((one) => one.getClientRects().length);

/** @param {EventTarget | null} target */
const leaveBox = (target) => target instanceof HTMLElement && target.matches("textarea[aria-label=Message]") && target.blur();

export default defineComponent({
  props: { single: Boolean },
  template: `
    <dialog ref="list" class="shortcuts" aria-label="Keyboard shortcuts" @click.self="$refs.list.close()">
      <div class="shortcuts-head"><h2>Keyboard shortcuts</h2>
        <button type="button" class="shortcuts-close" aria-label="Close" autofocus @click="$refs.list.close()">✕</button></div>
      <dl>
        <div v-for="[key, words] in keys" :key="key"><dt>{{ words }}</dt>
          <dd><template v-if="isSingle"><kbd>{{ key.toUpperCase() }}</kbd></template><template v-if="!isMac">
            <span v-if="isSingle"> or </span><kbd>Alt</kbd> <kbd>{{ key.toUpperCase() }}</kbd></template></dd></div>
        <div><dt>This list</dt><dd><kbd>?</kbd></dd></div>
        <div><dt>Leave the text field, close what is open</dt><dd><kbd>Esc</kbd></dd></div>
        <div><dt>Send, new line</dt><dd><kbd>Enter</kbd>, <kbd>Shift</kbd> <kbd>Enter</kbd></dd></div>
      </dl>
      <p v-if="isSingle && !isMac">Single letters work while you are not typing; with Alt they also work in a text field.</p>
      <p v-else-if="isSingle">Letters work while you are not typing; Esc leaves the text field.</p>
      <p>Single letters can be switched off in Settings.</p>
    </dialog>`,
  setup: () => ({
    list: /** @type {ShallowRef<HTMLDialogElement>} */ (shallowRef()),
  }),
  data() {
    return { isMac: IS_MAC, keys: KEYS };
  },
  computed: {
    isSingle() {
      return singleKeys.areOn;
    },
  },
  created() {
    allowSingleKeys(this.single);
  },
  mounted() {
    document.addEventListener("keydown", this.press);
    document.addEventListener("pointerdown", this.note, true);
    window.addEventListener("polylogue-shortcuts", this.show);
  },
  beforeUnmount() {
    document.removeEventListener("keydown", this.press);
    document.removeEventListener("pointerdown", this.note, true);
    window.removeEventListener("polylogue-shortcuts", this.show);
  },
  methods: {
    /** @param {KeyboardEvent} event */
    press(event) {
      this.note(event);
      if (
        event.defaultPrevented ||
        event.isComposing ||
        event.ctrlKey ||
        event.metaKey ||
        (event.repeat && !"jk".includes(letterOf(event)))
      ) {
        return;
      }
      const isText = isTyping(event.target);
      if (event.key === "Escape") return leaveBox(event.target);
      if (isTaken()) return;
      if (event.key === "?" && !isText) return this.show(event);
      const key = letterOf(event);
      const isMeant = !event.shiftKey && (event.altKey ? !IS_MAC && !event.getModifierState("AltGraph") : this.isSingle && !isText);
      if (!isMeant || !Object.hasOwn(ACTIONS, key)) return;
      event.preventDefault();
      ACTIONS[key]();
    },
    /**
     * Whoever goes from chat to chat by single letters needs them for the next step: the composer leaves the focus where it is.
     * @param {Event} event
     */
    note(event) {
      if (
        event instanceof KeyboardEvent &&
        event.type === "keydown" &&
        !event.altKey &&
        !isTyping(event.target) &&
        "jk".includes(letterOf(event) || " ")
      ) {
        document.body.dataset.walks = "";
      } else delete document.body.dataset.walks;
    },
    /** @param {Event} event */
    show(event) {
      event.preventDefault();
      this.list.showModal();
    },
  },
});
