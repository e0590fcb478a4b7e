// Shows notifications of the browser, and tells Python whether the page is in sight.
export default {
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
    // Called by Python. The tag makes one notification of those of several tabs.
    notify(chat, title, body) {
      if (!("Notification" in window) || Notification.permission !== "granted") return;
      try {
        const notification = new Notification(title, { body, tag: `polylogue-${chat}`, icon: "/favicon.ico" });
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
};
