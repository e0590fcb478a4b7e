// The cursor behind the last letter of a text that grows.

const ENDS_LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc][^\p{L}\p{N}]*$/u; // Hebrew, Arabic and their relatives
const WIDTH = 8; // pixels

export function makeCursor() {
  const cursor = document.createElement("span");
  cursor.className = "cursor";
  cursor.setAttribute("aria-hidden", "true");
  return cursor;
}

/**
 * Where the cursor belongs: reads layout, and returns what puts it there.
 * @param {Element} root
 * @param {HTMLElement | null} cursor
 */
export function measureCursor(root, cursor) {
  if (!cursor?.parentNode) return () => {};
  const text = lastText(root, cursor);
  const box = root.getBoundingClientRect();
  const end = text ? endOf(text) : null;
  const x = end ? Math.min(end.x - box.left, box.width - WIDTH) : 0;
  const y = end ? end.bottom - box.top : 20;
  return () => {
    cursor.style.transform = `translate(${Math.round(x + 2)}px, ${Math.round(y)}px) translateY(-100%)`;
  };
}

/** @param {Element} root @param {HTMLElement} cursor @returns {Text | null} */
function lastText(root, cursor) {
  /** @type {Node | null | undefined} */
  let node = cursor.previousSibling;
  while (node && node !== root) {
    if (node instanceof Text && node.data.trim()) return node;
    if (node.lastChild) {
      node = node.lastChild;
      continue;
    }
    while (node && node !== root && !node.previousSibling) node = node.parentNode;
    node = node === root ? null : node?.previousSibling;
  }
  return null;
}

const range = document.createRange();

/** @param {Text} text */
function endOf(text) {
  const length = text.data.trimEnd().length;
  range.setStart(text, Math.max(0, length - 1));
  range.setEnd(text, length);
  const boxes = range.getClientRects();
  const box = boxes[boxes.length - 1];
  if (!box) return null;
  const isLeftward = ENDS_LEFTWARD.test(text.data.slice(Math.max(0, length - 16), length));
  return { x: isLeftward ? box.left - WIDTH - 4 : box.right, bottom: box.bottom };
}
