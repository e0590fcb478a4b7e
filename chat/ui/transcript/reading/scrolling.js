// Follows the end of the text while the reader is there, and lets go at the first sign that they want to read.

const NEAR_END = 48; // pixels
const NEAR_START = 600;
const HOLD_MS = 400;
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home"]);

export class Scrolling {
  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} list
   * @param {HTMLElement} button
   * @param {{whenNearStart: () => void, whenMoved: () => void}} calls near the oldest entry; others may be in sight
   */
  constructor(scroller, list, button, { whenNearStart, whenMoved }) {
    this.scroller = scroller;
    this.list = list;
    this.button = button;
    this.whenNearStart = whenNearStart;
    this.whenMoved = whenMoved;
    this.isFollowing = true;
    this.isSelecting = false;
    this.lastTop = 0;
    this.touchY = 0;
    this.release = 0;
    this.leaving = new AbortController();
    const options = { passive: true, signal: this.leaving.signal };
    scroller.addEventListener("scroll", () => this.scrolled(), options);
    scroller.addEventListener("wheel", (event) => event.deltaY < 0 && this.letGo(), options);
    scroller.addEventListener("touchstart", (event) => (this.touchY = event.touches[0].clientY), options);
    scroller.addEventListener("touchmove", (event) => event.touches[0].clientY > this.touchY + 2 && this.letGo(), options);
    scroller.addEventListener(
      "keydown",
      (event) => (KEYS_UP.has(event.key) || (event.key === " " && event.shiftKey)) && this.isReading(event) && this.letGo(),
      options,
    );
    scroller.addEventListener("pointerdown", (event) => (this.isSelecting = event.pointerType === "mouse"), options);
    addEventListener("pointerup", () => (this.isSelecting = false), options);
    addEventListener("pointercancel", () => (this.isSelecting = false), options);
    button.addEventListener("click", () => this.jump());
    /** @type {{element: Element, place: number} | null} */
    this.held = null;
    this.sizes = new ResizeObserver(() => {
      this.holdPlace(); // entries that were only estimated got their real height
      this.follow();
      this.whenMoved();
    });
    this.sizes.observe(scroller);
    this.sizes.observe(list);
  }

  /** @param {Event} event */
  isReading(event) {
    return !(/** @type {Element} */ (event.target).closest("textarea, input"));
  }

  get distance() {
    return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
  }

  scrolled() {
    const { scrollTop } = this.scroller;
    if (this.distance < 1 || (this.distance <= NEAR_END && scrollTop > this.lastTop)) this.isFollowing = true;
    else if (scrollTop < this.lastTop - 1 && this.distance > NEAR_END) this.isFollowing = false; // dragged bar, find in page
    if (this.held && scrollTop !== this.lastTop) this.held = this.anchor(); // the reader is elsewhere now
    this.lastTop = scrollTop;
    this.showButton();
    this.whenMoved();
    if (scrollTop < NEAR_START && !this.isFollowing) this.whenNearStart(); // while it follows, the end is only not in place yet
  }

  letGo() {
    if (this.scroller.scrollHeight <= this.scroller.clientHeight) return;
    this.isFollowing = false;
    this.showButton();
  }

  jump() {
    this.isFollowing = true;
    this.follow();
    this.scroller.focus({ preventScroll: true });
  }

  // To be called after all writing of a frame: reads layout once.
  follow() {
    this.measure()();
  }

  // Reads, and returns what writes: keep the end in sight if the reader is there.
  measure() {
    if (!this.isFollowing || this.isSelecting) return () => this.showButton();
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    const isThere = Math.abs(this.scroller.scrollTop - end) < 1;
    return () => {
      if (!isThere) this.scroller.scrollTop = end + 1;
      this.lastTop = end;
      this.showButton();
    };
  }

  showButton() {
    const isShown = !this.isFollowing && this.distance > NEAR_END;
    if (this.button.hidden === isShown) this.button.hidden = !isShown;
  }

  /**
   * Runs `change` (which adds entries above) without moving what is being read, also while the new ones find their size.
   * @param {() => void} change
   */
  keepPlace(change) {
    this.held = this.anchor();
    this.scroller.style.overflowAnchor = "none"; // or the browser would correct a second time
    change();
    this.holdPlace();
    clearTimeout(this.release);
    this.release = setTimeout(() => {
      this.held = null;
      this.scroller.style.overflowAnchor = "";
    }, HOLD_MS);
  }

  // What the reader sees from its beginning on; or what fills the screen.
  anchor() {
    const { top, bottom } = this.scroller.getBoundingClientRect();
    const first = firstBelow(this.list, top);
    const next = first?.nextElementSibling;
    const isNextShown = next?.getClientRects().length && next.getBoundingClientRect().top < bottom;
    const element = isNextShown && first && first.getBoundingClientRect().top < top ? next : first;
    return element ? { element, place: this.placeOf(element) } : null;
  }

  /**
   * What is held goes on as another element.
   * @param {Element} old
   * @param {Element} element
   */
  replaced(old, element) {
    if (this.held?.element === old) this.held.element = element;
  }

  holdPlace() {
    if (!this.held?.element.isConnected) return;
    const place = this.placeOf(this.held.element);
    const moved = place - this.held.place;
    if (this.isFollowing) {
      this.held.place = place; // from here on, should the reader let go
      return;
    }
    if (Math.abs(moved) >= 1) {
      this.scroller.scrollTop += moved;
      this.held.place = place;
    }
    this.lastTop = this.scroller.scrollTop;
  }

  /**
   * In the content: the reader may scroll meanwhile.
   * @param {Element} element
   */
  placeOf(element) {
    return element.getBoundingClientRect().top + this.scroller.scrollTop;
  }

  close() {
    clearTimeout(this.release);
    this.leaving.abort();
    this.sizes.disconnect();
  }
}

/**
 * The first child that reaches below this height of the window; found by bisection, for there may be thousands.
 * @param {Element} list
 * @param {number} height
 */
export function firstBelow(list, height) {
  const { children } = list;
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAbove(children[middle], height)) low = middle + 1;
    else high = middle;
  }
  return children[low] ?? null;
}

/**
 * One that is hidden counts as the one before it.
 * @param {Element} element
 * @param {number} height
 */
function isAbove(element, height) {
  const shown = element.getClientRects().length ? element : element.previousElementSibling;
  return !shown || shown.getBoundingClientRect().bottom <= height;
}
