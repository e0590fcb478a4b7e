/** @import { Theme } from "../parts/page.d.ts" */

/**
 * Changes the look of the open page; theme.js in its head has set the first one.
 * @param {Theme} theme
 * @param {boolean} isCompact
 * @param {boolean} isWide
 */
export function dress(theme, isCompact, isWide) {
  window.polylogueTheme(theme, isCompact, isWide);
}
