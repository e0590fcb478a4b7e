// Where a message is written. Browsers take seconds to insert some thousand lines into a text box, and minutes for megabytes: a long
// text is therefore put in by other means, and a very long one is held beside the box and shown as a chip.
import Icon from "polylogue/parts/icons.js";
import Picker from "polylogue/model_picker/picker.js";
import Attachments, { isHere } from "polylogue/composer/attachments.js";
import Slash from "polylogue/composer/slash.js";
import Delivery, { AWAY, CONNECTING, LOST } from "polylogue/composer/delivery.js";
import Draft from "polylogue/composer/draft.js";
import Dropping from "polylogue/composer/dropping.js";
import template from "polylogue/composer/composer_template.js";
import { isLarge, packed } from "polylogue/composer/large_text.js";
import { isConnected } from "polylogue/parts/connection.js";

const LONG = 4000;
const VERY_LONG = 200000; // characters
const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");
const HAS_KEYBOARD = matchMedia("(hover: hover) and (min-width: 768px)"); // elsewhere the focus brings one up, over half of the page

export default {
  template,
  components: { Icon, Picker, Attachments, Slash },
  props: {
    draft: String,
    isRunning: Boolean,
    isFree: Boolean,
    model: String,
    hasModel: Boolean,
    notice: String,
    canAttach: Boolean,
    attachments: Array,
    placeholder: String,
    latest: Object,
    draftKey: String,
    isTemporary: Boolean,
  },
  emits: ["send", "stop", "draft", "model", "attach"],
  data() {
    return {
      isEmpty: true,
      held: [],
      running: this.isRunning,
      free: this.isFree,
      isChoosing: this.hasModel,
      words: this.notice ?? "",
      hint: "",
      chosen: this.model ?? "",
      problem: "",
      misfit: "",
      files: { ids: (this.attachments ?? []).filter(isHere).map((file) => file.id), isLoading: false },
      isPosting: false,
      isDropping: false,
    };
  },
  computed: {
    canSend() {
      return (
        (!this.running || this.free) &&
        !this.isPosting &&
        !this.misfit &&
        !this.files.isLoading &&
        (!this.isEmpty || this.held.length > 0 || this.files.ids.length > 0)
      );
    },
    reason() {
      if (this.running && !this.free) return "The reply is still being written";
      if (this.misfit) return this.misfit;
      return this.files.isLoading ? "A file is still being uploaded" : "Send (Enter)";
    },
  },
  mounted() {
    this.box = this.$refs.text;
    this.kept = new Draft({
      draftKey: this.draftKey,
      isTemporary: this.isTemporary,
      read: this.whole,
      complain: (words) => (this.words = words),
      tell: (message) => this.$emit("draft", { ...message, attachments: this.files.ids }),
    });
    this.kept.start();
    this.delivery = new Delivery({ send: () => this.send((this.problem = "")), bringBack: () => this.restoreWithProblem(LOST) });
    this.takeUp(this.draft ?? "");
    const show = (isDropping) => (this.isDropping = isDropping);
    this.dropping = new Dropping({ canTake: this.canAttach, show, take: (files) => this.$refs.files.add(files) });
    this.dropping.start();
    if (HAS_KEYBOARD.matches && !document.querySelector("[data-walks], dialog[open], .q-dialog, input[type=search]:focus")) this.focus();
  },
  beforeUnmount() {
    this.kept.stop();
    this.delivery.stop();
    this.dropping.stop();
  },
  methods: {
    // called by Python

    set_running(isRunning) {
      this.running = isRunning;
      if (isRunning) this.isHandedOver = false;
      else this.hint = "";
    },
    set_free(isFree) {
      this.free = isFree;
    },
    set_choosing(canChoose) {
      this.isChoosing = canChoose;
    },
    set_temporary(isTemporary) {
      this.kept.setTemporary(isTemporary);
    },
    set_notice(text) {
      this.words = text;
    },
    set_model(id) {
      this.chosen = id;
    },
    set_misfit(text) {
      this.misfit = text;
    },
    set_text(text) {
      this.write(text);
      this.change();
    },
    /** A draft that was looked up. Whoever has begun to write meanwhile goes on. */
    fill(text) {
      if (!this.whole()) this.write(text);
    },
    /** The server has what was sent. */
    taken(draftKey) {
      this.delivery.end();
      this.kept.arrived(draftKey);
    },
    /** Words to begin with, in place of what stands there: as if pasted over it, so that Ctrl+Z brings that back. */
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
      this.$refs.files?.restore(this.sent.chips);
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
      this.$refs.slash.look(this.box);
    },
    /** A text of the prompt library, in place of what was typed to find it. */
    use(text) {
      this.set_text(text);
      this.focus();
    },
    /** What this tab has left here before it was reloaded, else the draft that the server has. */
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
      this.$refs.files?.clear();
      this.kept.forget();
    },
    write(text) {
      this.held = text.length > VERY_LONG ? [text] : [];
      this.box.value = this.held.length ? "" : text;
      this.measure();
    },
    whole() {
      const text = [this.box.value, ...this.held].filter(Boolean).join("\n\n");
      return text.toWellFormed?.() ?? text;
    },
    /** A text is about to be inserted, by pasting, dropping or otherwise: see the top of this file. */
    take(event) {
      const text = event.data ?? event.dataTransfer?.getData("text/plain");
      if (text?.length > LONG) this.put(text, event);
    },
    put(text, event) {
      event.preventDefault();
      const box = this.box;
      const isHeld = box.textLength + text.length > VERY_LONG;
      box.setRangeText(isHeld ? "" : text, box.selectionStart, box.selectionEnd, "end");
      if (isHeld) this.held.push(text);
      this.change();
      if (!isHeld) box.scrollTop = box.scrollHeight;
    },
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
      const box = this.box;
      const length = box.textLength;
      this.isEmpty = length === 0 || (length < 10000 && !box.value.trim());
      if (GROWS_BY_ITSELF) return;
      box.style.height = "auto";
      box.style.height = box.scrollHeight + "px";
    },
    press(event) {
      if (this.$refs.slash.press(event)) return;
      const isComposing = event.isComposing || event.keyCode === 229; // 229: Safari's Enter that ends a composition
      if (event.key !== "Enter" || event.shiftKey || event.altKey || isComposing) return;
      event.preventDefault();
      if (!event.repeat) this.send();
    },
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
      this.sent = { typed: this.box.value, held: this.held, chips: this.$refs.files?.keep() ?? [] };
      this.empty();
      this.isHandedOver = true;
      this.kept.send(text);
      this.delivery.begin();
      const message = await this.packed(text);
      if (message) this.$emit("send", { ...message, attachments });
      else this.restoreWithProblem();
    },
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
    /** The text as it may travel; null if the server did not take it. */
    async packed(text) {
      this.isPosting = isLarge(text);
      try {
        return await packed(text);
      } catch (error) {
        this.problem = error.message;
        return null;
      } finally {
        this.isPosting = false;
      }
    },

    // files

    takeFiles(files) {
      this.files = files;
      this.misfit = "";
      this.kept.touch();
      this.$emit("attach", files.ids);
      if (this.isEager && !files.isLoading && !this.$refs.files.refusal) this.$nextTick(this.send);
    },
    paste(event) {
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text.length > LONG) return this.put(text.replace(/\r\n?/g, "\n"), event);
      if (!this.canAttach || !files.length || text) return;
      event.preventDefault();
      this.$refs.files.add(files);
    },
  },
};
