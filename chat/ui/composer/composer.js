// Where a message is written. A long text is put in by other means than the browser's (text_box.js), and a very long one is held beside
// the box and shown as a chip.
import { defineComponent } from "vue";
import Icon from "polylogue/parts/icons.js";
import Picker from "polylogue/model_picker/picker.js";
import Attachments, { isHere } from "polylogue/composer/attachments.js";
import Slash from "polylogue/composer/slash.js";
import Delivery, { AWAY, CONNECTING, LOST } from "polylogue/composer/delivery.js";
import Draft from "polylogue/composer/draft.js";
import Dropping from "polylogue/composer/dropping.js";
import { props, setup, template } from "polylogue/composer/composer_template.js";
import { isLarge, packed } from "polylogue/composer/large_text.js";
import { fitHeight, HAS_KEYBOARD, isBlank, LONG, putInto, VERY_LONG } from "polylogue/composer/text_box.js";
import { isConnected } from "polylogue/parts/connection.js";

/** @import { Attached } from "./attachments.js" */

export default defineComponent({
  setup,
  template,
  components: { Icon, Picker, Attachments, Slash },
  props,
  emits: ["send", "stop", "draft", "model", "attach"],
  data() {
    return {
      isEmpty: true,
      held: /** @type {string[]} */ ([]),
      running: this.isRunning,
      free: this.isFree,
      isChoosing: this.hasModel,
      words: this.notice ?? "",
      hint: "",
      chosen: this.model ?? "",
      problem: "",
      misfit: "",
      files: /** @type {Attached} */ ({ ids: (this.attachments ?? []).filter(isHere).map((file) => file.id), isLoading: false }),
      isPosting: false,
      isDropping: false,
    };
  },
  computed: {
    /** @returns {boolean} */
    canSend() {
      if ((this.running && !this.free) || this.isPosting || this.misfit || this.files.isLoading) return false;
      return !this.isEmpty || this.held.length > 0 || this.files.ids.length > 0;
    },
    reason() {
      if (this.running && !this.free) return "The reply is still being written";
      if (this.misfit) return this.misfit;
      return this.files.isLoading ? "A file is still being uploaded" : "Send (Enter)";
    },
  },
  mounted() {
    this.kept = new Draft({
      draftKey: this.draftKey,
      isTemporary: this.isTemporary,
      read: this.whole,
      complain: (words) => (this.words = words),
      tell: (message) => this.$emit("draft", { ...message, attachments: this.files.ids }),
    });
    this.kept.start();
    this.delivery = new Delivery({ send: this.sendAtLast, bringBack: () => this.restoreWithProblem(LOST) });
    this.takeUp(this.draft ?? "");
    this.dropping = new Dropping({
      canTake: this.canAttach,
      show: (isDropping) => (this.isDropping = isDropping),
      take: (files) => this.fileList?.add(files),
    });
    this.dropping.start();
    if (HAS_KEYBOARD.matches && !document.querySelector("[data-walks], dialog[open], .q-dialog, input[type=search]:focus")) this.focus();
  },
  beforeUnmount() {
    for (const one of [this.kept, this.delivery, this.dropping]) one.stop();
  },
  methods: {
    // called by Python

    /** @param {boolean} isRunning */
    set_running(isRunning) {
      this.running = isRunning;
      if (isRunning) this.isHandedOver = false;
      else this.hint = "";
    },
    /** @param {boolean} isFree */
    set_free(isFree) {
      this.free = isFree;
    },
    /** @param {boolean} canChoose */
    set_choosing(canChoose) {
      this.isChoosing = canChoose;
    },
    /** @param {boolean} isTemporary */
    set_temporary(isTemporary) {
      this.kept.setTemporary(isTemporary);
    },
    /** @param {string} text */
    set_notice(text) {
      this.words = text;
    },
    /** @param {string} id */
    set_model(id) {
      this.chosen = id;
    },
    /** @param {string} text */
    set_misfit(text) {
      this.misfit = text;
    },
    /** @param {string} text */
    set_text(text) {
      this.write(text);
      this.change();
    },
    /** A draft that was looked up. Whoever has begun to write meanwhile goes on. @param {string} text */
    fill(text) {
      if (!this.whole()) this.write(text);
    },
    /** The server has what was sent. @param {string} draftKey */
    taken(draftKey) {
      this.delivery.end();
      this.kept.arrived(draftKey);
    },
    /** Words to begin with, in place of what stands there: as if pasted over it, so that Ctrl+Z brings that back. @param {string} text */
    begin(text) {
      this.focus();
      this.box.select();
      if (!document.execCommand("insertText", false, text)) this.set_text(text);
    },
    /** Right after sending, this is the server's "I have it": what was typed since then stays. */
    clear() {
      if (!this.isHandedOver) this.empty();
      this.isHandedOver = false;
    },
    /** @param {string} text */
    insert(text) {
      const before = this.box.value;
      const gap = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
      this.box.value = before + gap + text;
      this.change();
      this.focus();
    },
    /** Bring back what was sent last, because it was not taken. What has been typed since stays in front. */
    restore() {
      this.isHandedOver = false;
      this.delivery.end();
      if (!this.sent) return;
      this.box.value = [this.sent.typed, this.box.value].filter(Boolean).join("\n\n");
      this.held = [...this.sent.held, ...this.held];
      this.fileList?.restore(this.sent.chips);
      this.sent = null;
      this.change();
      this.kept.flush();
      this.kept.arrived();
    },
    focus() {
      this.box.focus({ preventScroll: true });
      this.box.setSelectionRange(this.box.textLength, this.box.textLength);
    },

    // typing

    typed() {
      this.change();
      this.slash.look(this.box);
    },
    /** A text of the prompt library, in place of what was typed to find it. @param {string} text */
    use(text) {
      this.set_text(text);
      this.focus();
    },
    /** What this tab has left here before it was reloaded, else the draft that the server has. @param {string} draft */
    takeUp(draft) {
      const left = this.kept.takeBack(this.latest?.start, this.latest?.isCut);
      this.write(left.text || draft);
      if (left.text && left.text !== draft) this.kept.touch();
      this.kept.flush();
      this.kept.arrived();
      if (left.isWanted) this.wait();
      else if (left.isLost) this.problem = LOST;
    },
    empty() {
      this.write("");
      this.fileList?.clear();
      this.kept.forget();
    },
    /** @param {string} text */
    write(text) {
      this.held = text.length > VERY_LONG ? [text] : [];
      this.box.value = this.held.length ? "" : text;
      this.measure();
    },
    /** @returns {string} */
    whole() {
      const text = [this.box.value, ...this.held].filter(Boolean).join("\n\n");
      return text.toWellFormed?.() ?? text;
    },
    /** A text is about to be inserted, by pasting, dropping or otherwise: see the top of this file. @param {InputEvent} event */
    take(event) {
      const text = event.data ?? event.dataTransfer?.getData("text/plain");
      if (text && text.length > LONG) this.put(text, event);
    },
    /** @param {string} text @param {Event} event */
    put(text, event) {
      event.preventDefault();
      const fits = putInto(this.box, text);
      if (!fits) this.held.push(text);
      this.change();
      if (fits) this.box.scrollTop = this.box.scrollHeight;
    },
    /** @param {number} index */
    letGo(index) {
      this.held.splice(index, 1);
      this.change();
      this.focus();
    },
    change() {
      this.problem = "";
      this.isEager = false;
      this.delivery.cancel();
      this.measure();
      this.kept.change({ isLong: this.held.length > 0 });
    },
    measure() {
      this.isEmpty = isBlank(this.box);
      fitHeight(this.box);
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      if (this.slash.press(event)) return;
      const isComposing = event.isComposing || event.keyCode === 229; // 229: Safari's Enter that ends a composition
      if (event.key !== "Enter" || event.shiftKey || event.altKey || isComposing) return;
      event.preventDefault();
      if (!event.repeat) this.send();
    },
    /** @param {string} id */
    choose(id) {
      this.chosen = id;
      this.$emit("model", id);
      this.focus();
    },

    // sending

    /** By hand. The button goes grey and would lose the focus to nothing, where the next letters are shortcuts. */
    submit() {
      this.send();
      this.keepFocus();
    },
    stop() {
      this.$emit("stop");
      this.keepFocus();
    },
    keepFocus() {
      if (HAS_KEYBOARD.matches || document.activeElement?.closest("form") === this.$el) this.box.focus({ preventScroll: true });
    },
    async send() {
      this.isEager = this.files.isLoading; // then it goes as soon as the files are there
      if (!this.canSend) return (this.hint = this.running && !this.isEmpty ? this.reason : "");
      if (!isConnected()) return this.wait();
      this.delivery.cancel();
      const text = this.whole();
      const attachments = [...this.files.ids];
      this.sent = { typed: this.box.value, held: this.held, chips: this.fileList?.keep() ?? [] };
      this.empty();
      this.isHandedOver = true;
      this.kept.send(text);
      this.delivery.begin();
      const message = await this.packed(text);
      if (message) this.$emit("send", { ...message, attachments });
      else this.restoreWithProblem();
    },
    sendAtLast() {
      this.problem = "";
      this.send();
    },
    /** @param {string} [problem] */
    restoreWithProblem(problem = "") {
      const words = problem || this.problem;
      this.restore();
      this.problem = words;
    },
    wait() {
      this.problem = window.did_handshake ? AWAY : CONNECTING;
      this.kept.want(this.whole());
      this.delivery.wait();
    },
    /** The text as it may travel; null if the server did not take it. @param {string} text */
    async packed(text) {
      this.isPosting = isLarge(text);
      try {
        return await packed(text);
      } catch (error) {
        this.problem = /** @type {Error} */ (error).message;
        return null;
      } finally {
        this.isPosting = false;
      }
    },

    // files

    /** @param {Attached} files */
    takeFiles(files) {
      this.files = files;
      this.misfit = "";
      this.kept.touch();
      this.$emit("attach", files.ids);
      if (this.isEager && !files.isLoading && !this.fileList?.refusal) this.$nextTick(this.send);
    },
    /** @param {ClipboardEvent} event */
    paste(event) {
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text.length > LONG) return this.put(text.replace(/\r\n?/g, "\n"), event);
      if (!this.canAttach || !files.length || text) return;
      event.preventDefault();
      this.fileList?.add(files);
    },
  },
});
