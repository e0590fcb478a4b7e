// The address of a new chat. Python sends it a moment after the prompt, so as not to be in the first token's way; with this it comes
// right behind that token: whoever reloads then finds the chat.

const AFTER_PAINT_MS = 10;

// To be called when the first words come; `root` is what shows them.
export function followAddress(root, path) {
  if (!path || location.pathname === path) return;
  requestAnimationFrame(() => setTimeout(() => root.isConnected && history.replaceState({}, "", path), AFTER_PAINT_MS));
}
