// Whether a frame still answers: it says so once a second, unless a script in it never comes to an end.
const PATIENCE_MS = 5000;
const LOOK_MS = 1000;

export class Heartbeat {
  /** @param {() => void} whenSilent */
  constructor(whenSilent) {
    this.whenSilent = whenSilent;
    this.at = 0;
  }

  start() {
    this.heard();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop() {
    clearInterval(this.timer);
  }

  heard() {
    this.at = performance.now();
  }

  look() {
    if (document.hidden) return this.heard(); // browsers slow down what nobody sees
    if (performance.now() - this.at > PATIENCE_MS) this.whenSilent();
  }
}
