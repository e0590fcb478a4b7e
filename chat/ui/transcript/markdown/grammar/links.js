// Links as they can be used: one without words shows its address, one without an address is its words, and a picture inside of a link is
// words of it, because no link can stand in another one. The twin is chat/exchange/outgoing/anchors.py.

/** @import { MarkdownIt, Token } from "markdown-it" */

/** @param {MarkdownIt} md */
export function links(md) {
  md.core.ruler.after("inline", "links", ({ tokens, Token }) => {
    for (const { children } of tokens) if (children?.some(({ type }) => type === "link_open")) tidy(children, Token);
  });
}

/** @param {Token[]} children @param {typeof Token} TokenKind */
function tidy(children, TokenKind) {
  /** @type {Token | null} */
  let open = null;
  let hasWords = false;
  for (let index = 0; index < children.length; index++) {
    const token = children[index];
    if (token.type === "link_open") [open, hasWords] = [token, false];
    else if (open && token.type === "link_close") {
      const href = String(open.attrGet("href") ?? "");
      if (!href) open.meta = token.meta = { leadsNowhere: true };
      else if (!hasWords) children.splice(index++, 0, Object.assign(new TokenKind("text", "", 0), { content: href }));
      open = null;
    } else if (open) {
      if (token.type === "image" || token.type === "data_picture") token.meta = { ...token.meta, isInLink: true };
      hasWords ||=
        token.content.trim() !== "" || token.type === "image" || token.type === "data_picture" || token.type === "refused_picture";
    }
  }
}
