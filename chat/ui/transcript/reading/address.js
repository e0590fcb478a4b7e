// The address of a new chat. Python sends it a moment after the prompt, so as not to be in the first token's way; with this it comes
// right behind that token: whoever reloads then finds the chat.

const AFTER_PAINT_MS = 10;

/**
 * To be called when the first words come; `root` is what shows them.
 * @param {HTMLElement} root
 * @param {string} path
 */
export function followAddress(root, path) {
  if (!path || location.pathname === path) return;
  requestAnimationFrame(() => setTimeout(() => root.isConnected && history.replaceState({}, "", path), AFTER_PAINT_MS));
}

/**
 * Of what was looked for, from the address of the chat that is shown. Another page's address is left alone.
 * @param {string} path
 */
export function dropQuery(path) {
  const address = (window.path_prefix ?? "") + path;
  if (location.pathname === address) history.replaceState({ page: path }, "", address);
}
