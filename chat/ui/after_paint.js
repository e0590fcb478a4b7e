// What stands beside the sidebar is built in the task after the first paint, so that the list of chats is there early.
// The connection waits for it: whatever Python sends finds everything in its place.
import { h } from "vue";

const PATIENCE_MS = 200; // no frame comes while the tab is hidden

const connect = globalThis.io;
let tellBuilt;
const isBuilt = new Promise((resolve) => (tellBuilt = resolve));

globalThis.io = (url, options) => {
  const socket = connect(url, { ...options, autoConnect: false });
  isBuilt.then(() => socket.connect());
  return socket;
};

export default {
  data() {
    return { isDue: document.hidden };
  },
  mounted() {
    if (this.isDue) return tellBuilt();
    const build = () => (this.isDue = true);
    setTimeout(build, PATIENCE_MS);
    requestAnimationFrame(() => setTimeout(build));
  },
  updated() {
    tellBuilt();
  },
  render() {
    return h("div", this.isDue ? this.$slots.default?.() : []);
  },
};
