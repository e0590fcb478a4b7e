// When the chats are put in order again: at once, or together with whatever else changes before the next frame.

const COSTLY_MS = 8; // tens of thousands of chats that change together are not put in order for every frame
const SPELL_MS = 120;

export default class Arranging {
  /** @param {() => void} arrange */
  constructor(arrange) {
    this.arrange = arrange;
    this.isDue = false;
    this.cost = 0; // milliseconds that it took
  }

  soon() {
    if (this.isDue) return;
    this.isDue = true;
    const arrangeIfDue = () => this.isDue && this.now();
    if (this.cost > COSTLY_MS) setTimeout(arrangeIfDue, SPELL_MS);
    else requestAnimationFrame(arrangeIfDue);
  }

  now() {
    this.isDue = false;
    const start = performance.now();
    this.arrange();
    this.cost = performance.now() - start;
  }
}
