// Whether a message gets to the server: one that has to wait for a connection is sent when there is one, and one that was lost with its
// connection comes back.
import { isConnected } from "../parts/connection.js";

const LOOK_EVERY = 100;
const PATIENCE = 3000; // milliseconds; a new connection brings first what was missed on the old one

export const CONNECTING = "Connecting… Your message is sent as soon as the server answers.";
export const AWAY = "Not connected to the server. Your message is sent as soon as it is back.";
export const LOST = "This message did not reach the server. Send it again.";

export default class Delivery {
  /** @param {{send: () => void, bringBack: () => void}} options */
  constructor({ send, bringBack }) {
    this.send = send;
    this.bringBack = bringBack;
    this.isWaiting = false;
    this.over = /** @type {string | undefined} */ (undefined); // the id of the connection
    this.lostAt = 0;
    this.timer = 0;
  }

  /** Send as soon as there is a connection. */
  wait() {
    this.isWaiting = true;
    this.look();
  }

  /** Somebody goes on writing, or has sent it by hand. */
  cancel() {
    this.isWaiting = false;
  }

  /** Something is on its way over the connection of now. */
  begin() {
    this.over = window.socket?.id ?? "";
    this.lostAt = 0;
    this.look();
  }

  /** The server has it, or has refused it. */
  end() {
    this.over = undefined;
  }

  stop() {
    clearTimeout(this.timer);
  }

  look() {
    clearTimeout(this.timer);
    if (this.isWaiting && isConnected()) {
      this.isWaiting = false;
      this.send();
    }
    if (this.isLost()) {
      this.over = undefined;
      this.bringBack();
    }
    if (this.isWaiting || this.over !== undefined) this.timer = setTimeout(() => this.look(), LOOK_EVERY);
  }

  isLost() {
    if (this.over === undefined || !isConnected() || window.socket?.id === this.over) return false;
    this.lostAt ||= performance.now();
    return performance.now() - this.lostAt > PATIENCE;
  }
}
