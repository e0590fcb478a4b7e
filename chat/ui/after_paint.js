// What stands beside the sidebar is built in the task after the first paint, so that the list of chats is there early.
// The connection waits for it: whatever Python sends finds everything in its place.
import { defineComponent, h } from "vue";

const PATIENCE_MS = 200; // no frame comes while the tab is hidden

const connect = globalThis.io;
let tellBuilt = () => {};
/** @type {Promise<void>} */
const isBuilt = new Promise((resolve) => (tellBuilt = resolve));

globalThis.io = (url, options) => {
  const socket = connect(url, { ...options, autoConnect: false });
  isBuilt.then(() => socket.connect());
  return socket;
};

export default defineComponent({
  data() {
    return { isDue: document.hidden };
  },
  mounted() {
    dropFallback();
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
});

// NiceGUI's rule that hides the page from browsers without modules: this one has them. It names every sibling ("~ *"), for which the
// browser looks at all blocks of a reply whenever one is added.
function dropFallback() {
  for (const style of document.querySelectorAll("body > style")) if (style.textContent.includes("#esm-fallback ~")) style.remove();
}
