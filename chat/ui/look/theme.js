// Sets the theme, density and width on <html>; stands in the head, because Quasar sets its own class only after the first paint.
(() => {
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");
  const first = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  let theme = /** @type {import("../parts/page.d.ts").Theme} */ (first.theme);
  const paint = () => {
    const isDark = theme === "dark" || (theme === "system" && night.matches);
    root.classList.toggle("is-dark", isDark);
    root.dataset.theme = theme;
  };
  window.polylogueTheme = (wanted, isCompact, isWide) => {
    theme = wanted;
    paint();
    if (isCompact !== undefined) root.classList.toggle("is-dense", isCompact);
    if (isWide !== undefined) root.classList.toggle("is-wide", isWide);
    if (window.Quasar?.Dark && document.body) window.Quasar.Dark.set(theme === "system" ? "auto" : theme === "dark");
    window.dispatchEvent(new CustomEvent("polylogue-theme", { detail: theme }));
  };
  night.addEventListener("change", paint);
  window.polylogueTheme(theme, "dense" in first, "wide" in first);
  let collapsed = null;
  try {
    collapsed = localStorage.getItem("polylogue-side");
  } catch (error) {
    console.info("no localStorage", error);
  }
  root.classList.toggle("side-collapsed", collapsed === "collapsed");
})();
