// Groups like "Today" move on at midnight, also on a machine that slept through it. A part of the sidebar.
const LONGEST_WAIT_MS = 600000; // a clock that is set, a laptop that sleeps: timers alone do not notice

export default {
  mounted() {
    this.day = new Date().toDateString();
    document.addEventListener("visibilitychange", this.lookAtDay);
    this.waitForMidnight();
  },
  beforeUnmount() {
    clearTimeout(this.midnight);
    document.removeEventListener("visibilitychange", this.lookAtDay);
  },
  methods: {
    waitForMidnight() {
      const now = new Date(), next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
      this.midnight = setTimeout(() => {
        this.lookAtDay();
        this.waitForMidnight();
      }, Math.min(next - now + 50, LONGEST_WAIT_MS));
    },
    lookAtDay() {
      const day = new Date().toDateString();
      if (day === this.day) return;
      this.day = day;
      this.arrangeNow();
    },
  },
};
