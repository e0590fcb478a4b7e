/** A page that was opened before the names were hidden still has them in its scripts. */
export function forgetNames() {
  for (const script of document.querySelectorAll("script:not([src])")) script.remove();
}
