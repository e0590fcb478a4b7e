// Groups like "Today" move on at midnight, also on a machine that slept through it.
const LONGEST_WAIT_MS = 600000; // a clock that is set, a laptop that sleeps: timers alone do not notice

/**
 * Calls when another day has begun, until the function that is returned is called.
 * @param {() => void} call
 */
export function onNewDay(call) {
  let today = new Date().toDateString();
  let timer = 0;
  const look = () => {
    const day = new Date().toDateString();
    if (day === today) return;
    today = day;
    call();
  };
  const wait = () => {
    const now = new Date();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    timer = window.setTimeout(
      () => {
        look();
        wait();
      },
      Math.min(midnight.getTime() - now.getTime() + 50, LONGEST_WAIT_MS),
    );
  };
  document.addEventListener("visibilitychange", look);
  wait();
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
