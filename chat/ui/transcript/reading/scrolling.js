// Follows the end of the text while the reader is there, and lets go at the first sign that they want to read.

const NEAR_END = 48; // pixels
const NEAR_START = 600;
const HOLD_MS = 400;
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home"]);

export class Scrolling {
  constructor(scroller, list, button, whenNearStart) {
    Object.assign(this, { scroller, list, button, whenNearStart });
    this.isFollowing = true;
    this.isSelecting = false;
    this.lastTop = 0;
    this.leaving = new AbortController();
    const options = { passive: true, signal: this.leaving.signal };
    scroller.addEventListener("scroll", () => this.scrolled(), options);
    scroller.addEventListener("wheel", (event) => event.deltaY < 0 && this.letGo(), options);
    scroller.addEventListener("touchstart", (event) => (this.touchY = event.touches[0].clientY), options);
    scroller.addEventListener("touchmove", (event) => event.touches[0].clientY > this.touchY + 2 && this.letGo(), options);
    scroller.addEventListener("keydown", (event) => (KEYS_UP.has(event.key) || (event.key === " " && event.shiftKey)) && this.isReading(event) && this.letGo(), options);
    scroller.addEventListener("pointerdown", (event) => (this.isSelecting = event.pointerType === "mouse"), options);
    addEventListener("pointerup", () => (this.isSelecting = false), options);
    addEventListener("pointercancel", () => (this.isSelecting = false), options);
    button.addEventListener("click", () => this.jump());
    this.held = null;
    this.sizes = new ResizeObserver(() => {
      this.holdPlace(); // entries that were only estimated got their real height
      this.follow();
    });
    this.sizes.observe(scroller);
    this.sizes.observe(list);
  }

  isReading(event) {
    return !event.target.closest("textarea, input");
  }

  get distance() {
    return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
  }

  scrolled() {
    const { scrollTop } = this.scroller;
    if (this.distance <= NEAR_END && scrollTop >= this.lastTop) this.isFollowing = true;
    else if (scrollTop < this.lastTop - 1 && this.distance > NEAR_END) this.isFollowing = false; // dragged bar, find in page
    if (this.held) this.held.top = this.held.element.getBoundingClientRect().top;
    this.lastTop = scrollTop;
    this.showButton();
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

  // Runs `change` (which adds entries above) without moving what is being read, also while the new ones find their size.
  keepPlace(change) {
    const top = this.scroller.getBoundingClientRect().top;
    const element = [...this.list.children].find((child) => child.getBoundingClientRect().bottom > top);
    this.held = element ? { element, top: element.getBoundingClientRect().top } : null;
    this.scroller.style.overflowAnchor = "none"; // or the browser would correct a second time
    change();
    this.holdPlace();
    clearTimeout(this.release);
    this.release = setTimeout(() => {
      this.held = null;
      this.scroller.style.overflowAnchor = "";
    }, HOLD_MS);
  }

  holdPlace() {
    if (!this.held?.element.isConnected || this.isFollowing) return;
    const moved = this.held.element.getBoundingClientRect().top - this.held.top;
    if (Math.abs(moved) >= 1) this.scroller.scrollTop += moved;
    this.lastTop = this.scroller.scrollTop;
  }

  close() {
    clearTimeout(this.release);
    this.leaving.abort();
    this.sizes.disconnect();
  }
}
