// Shows notifications of the browser, and tells Python whether the page is in sight.
import { defineComponent } from "vue";

const OTHERS_MS = 3000; // until all other tabs have heard of it, too

export default defineComponent({
  template: `<span hidden></span>`,
  emits: ["visible", "open"],
  mounted() {
    document.addEventListener("visibilitychange", this.tellVisible);
    if (document.hidden) this.tellVisible();
  },
  beforeUnmount() {
    document.removeEventListener("visibilitychange", this.tellVisible);
  },
  methods: {
    tellVisible() {
      this.$emit("visible", !document.hidden);
    },
    /**
     * Called by Python in every tab. The tab that gets the lock tells it; the tag makes one of those of several windows in any case.
     * @param {string} chat
     * @param {string} title
     * @param {string} body
     */
    notify(chat, title, body) {
      if (!("Notification" in window) || Notification.permission !== "granted") return;
      const name = `polylogue-${chat}`;
      if (!navigator.locks) return this.show(name, chat, title, body);
      navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        this.show(name, chat, title, body);
        await new Promise((resolve) => setTimeout(resolve, OTHERS_MS));
      });
    },
    /** @param {string} tag @param {string} chat @param {string} title @param {string} body */
    show(tag, chat, title, body) {
      try {
        const notification = new Notification(title, { body, tag, icon: "/favicon.ico" });
        notification.onclick = () => {
          window.focus();
          notification.close();
          this.$emit("open", chat);
        };
      } catch (error) {
        console.info("no notifications here", error); // phones allow them to service workers only
      }
    },
  },
});
