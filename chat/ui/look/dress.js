/** Changes the look of the open page; theme.js in its head has set the first one. */
export function dress(theme, isCompact, isWide) {
  window.polylogueTheme(theme, isCompact, isWide);
}
