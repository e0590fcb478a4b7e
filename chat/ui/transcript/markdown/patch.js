// Makes old nodes look like new ones with the fewest changes, so that a selection and the scroll position inside survive.

/**
 * Replaces `old` (consecutive children of `parent`, followed by `before`) by `fresh`; returns the nodes that now stand there.
 * @param {Node} parent
 * @param {Node[]} old
 * @param {Node[]} fresh
 * @param {Node | null} before
 * @returns {Node[]}
 */
export function patchNodes(parent, old, fresh, before) {
  const result = fresh.map((node, index) => {
    if (index >= old.length) return parent.insertBefore(node, before);
    if (patchNode(old[index], node)) return old[index];
    parent.replaceChild(node, old[index]);
    return node;
  });
  for (const node of old.slice(fresh.length)) /** @type {ChildNode} */ (node).remove();
  return result;
}

/** @param {Node} old @param {Node} fresh @returns {boolean} */
function patchNode(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return false;
  if (old instanceof Text) return patchText(old, /** @type {Text} */ (fresh).data);
  return old instanceof Element && patchElement(old, /** @type {HTMLElement} */ (fresh));
}

/** @param {Element} old @param {HTMLElement} fresh @returns {boolean} */
function patchElement(old, fresh) {
  if (old.keepsItself || fresh.keepsItself) return false;
  if (old.codeBlock) {
    const text = fresh.querySelector("code")?.textContent ?? "";
    return fresh.classList.contains("code") && old.codeBlock.become(fresh.dataset.language ?? "", text);
  }
  if (old.classList.contains("formula")) {
    return old.className === fresh.className && old.getAttribute("aria-label") === fresh.getAttribute("aria-label");
  }
  patchAttributes(old, fresh);
  patchNodes(old, [...old.childNodes], [...fresh.childNodes], null);
  return true;
}

/**
 * Only what is different is exchanged: a selection in the common beginning stays where it is.
 * @param {Text} old
 * @param {string} text
 */
function patchText(old, text) {
  const { data } = old;
  if (data === text) return true;
  let same = 0;
  while (same < data.length && data[same] === text[same]) same++;
  if (same === data.length) old.appendData(text.slice(same));
  else old.replaceData(same, data.length - same, text.slice(same));
  return true;
}

/** @param {Element} old @param {Element} fresh */
function patchAttributes(old, fresh) {
  for (const { name, value } of [...fresh.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
}
