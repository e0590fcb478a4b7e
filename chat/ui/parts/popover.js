// What opens beside a button: menus, small dialogs, lists. Where it stands, and when it goes away, is the same for all of them.
import { defineComponent } from "vue";
import { placeBeside } from "./beside.js";

/** @import { PropType } from "vue" */

const ELSEWHERE = ["pointerdown", "focusin"]; // a dialog that opens takes the focus

/** @typedef {"escape" | "tab" | "press" | "focus"} Reason why it should go away; a press or the focus elsewhere */

/** @type {Popover[]} those that are open, the newest last */
const open = [];

export class Popover {
  /**
   * @param {HTMLElement} element has the attribute `popover="manual"`: the top layer is where no ancestor can clip it
   * @param {HTMLElement} opener gets the focus when the element goes away with it
   * @param {(reason: Reason) => void} onLeave it should go away; its owner decides
   * @param {boolean} isAtEnd its end lies at the end of the opener, else its start at the start
   */
  constructor(element, opener, onLeave, isAtEnd = false) {
    this.element = element;
    this.opener = opener;
    this.onLeave = onLeave;
    this.isAtEnd = isAtEnd;
    this.isBelow = /** @type {boolean | null} */ (null);
    this.place = this.place.bind(this);
    this.follow = this.follow.bind(this);
    this.look = this.look.bind(this);
    this.press = this.press.bind(this);
    this.sizes = new ResizeObserver(this.place);
  }

  show() {
    open.push(this);
    this.element.showPopover?.();
    this.place();
    this.sizes.observe(this.element);
    this.element.addEventListener("keydown", this.press);
    window.addEventListener("resize", this.place);
    window.visualViewport?.addEventListener("resize", this.place); // a keyboard on the screen
    document.addEventListener("scroll", this.follow, { capture: true, passive: true });
    for (const kind of ELSEWHERE) document.addEventListener(kind, this.look, true);
  }

  /** To be called before the element is taken away. */
  hide() {
    if (!open.includes(this)) return;
    open.splice(open.indexOf(this), 1);
    this.sizes.disconnect();
    this.element.removeEventListener("keydown", this.press);
    window.removeEventListener("resize", this.place);
    window.visualViewport?.removeEventListener("resize", this.place);
    document.removeEventListener("scroll", this.follow, true);
    for (const kind of ELSEWHERE) document.removeEventListener(kind, this.look, true);
    this.giveFocusBack();
    if (this.element.isConnected) this.element.hidePopover?.();
  }

  /** The first place to be, without scrolling anything: what is marked for it, what is chosen, or what comes first. */
  focusFirst() {
    const first = ["[data-first]", "[aria-checked=true]", "button, a, input, select, textarea"]
      .map((kind) => this.element.querySelector(kind))
      .find(Boolean);
    /** @type {HTMLElement} */ (first ?? this.element).focus({ preventScroll: true });
  }

  giveFocusBack() {
    const active = document.activeElement;
    const hasFocus = !active || active === document.body || this.element.contains(active);
    if (hasFocus && this.opener.isConnected) this.opener.focus({ preventScroll: true });
  }

  // where it stands

  place() {
    const at = this.opener.getBoundingClientRect();
    if (!at.width) return; // the opener is gone
    this.isBelow = placeBeside(this.element, at, this);
    this.left = at.left;
  }

  /** Lanes take it along to the side; text that arrives above its button must not carry it away from the pointer. */
  follow() {
    if (this.opener.getBoundingClientRect().left !== this.left) this.place();
  }

  // when it goes away

  /** @param {Event} event */
  look({ type, target }) {
    const node = /** @type {Node} */ (target);
    if (!this.element.contains(node) && !this.opener.contains(node)) this.onLeave(type === "focusin" ? "focus" : "press");
  }

  /**
   * In a menu the arrows, Home and End go from item to item, and Tab goes on from the button.
   * @param {KeyboardEvent} event
   */
  press(event) {
    if (!this.element.matches("[role=menu]")) return;
    const items = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll("[role^=menuitem]")]);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") {
      this.opener.focus({ preventScroll: true });
      this.onLeave("tab");
    } else if (goal !== undefined) {
      items.at(goal % items.length)?.focus();
      event.preventDefault();
      event.stopPropagation();
    }
  }
}

/**
 * Wherever the focus is, Escape is meant for the newest.
 * @param {KeyboardEvent} event
 */
function leaveNewest(event) {
  const newest = open.at(-1);
  if (event.key !== "Escape" || !newest || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  event.stopPropagation();
  newest.onLeave("escape");
}

if (typeof document !== "undefined") document.addEventListener("keydown", leaveNewest, true);

/** The same as a component: it is open as long as it is there. Emits `close` with the reason; what lies in it is its parent's. */
export default defineComponent({
  props: {
    opener: { type: /** @type {PropType<HTMLElement>} */ (Object), required: true },
    tag: { type: String, default: "div" },
    isAtEnd: Boolean,
  },
  emits: ["close"],
  template: `<component :is="tag" class="pop" popover="manual" tabindex="-1"><slot/></component>`,
  setup: () => ({ popover: /** @type {Popover | null} */ (null) }),
  mounted() {
    this.popover = new Popover(this.$el, this.opener, (reason) => this.$emit("close", reason), this.isAtEnd);
    this.popover.show();
    this.popover.focusFirst();
  },
  beforeUnmount() {
    this.popover?.hide();
  },
});
