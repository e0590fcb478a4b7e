// Quotations that begin with "[!NOTE]" and its like, as on GitHub. The twin is chat/exchange/outgoing/alerts.py.

/** @import { MarkdownIt, Token } from "markdown-it" */

const MARK = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:[ \t]+|$)/i;

/** @param {MarkdownIt} md */
export function alerts(md) {
  md.core.ruler.after("inline", "alerts", (state) => {
    const { tokens, Token } = state;
    const kinds = new Map(); // index of the paragraph that begins with a mark -> its kind
    tokens.forEach(({ type }, index) => {
      const kind = type === "blockquote_open" && kindOf(tokens, index);
      if (kind) kinds.set(index + 1, kind);
    });
    if (kinds.size) state.tokens = [...marked(tokens, kinds, Token)];
  });
  md.renderer.rules.alert_title = (tokens, index) => `<p class="alert-title">${tokens[index].content}</p>\n`;
}

/**
 * Takes the mark away.
 * @param {Token[]} tokens
 * @param {number} index
 */
function kindOf(tokens, index) {
  const [quote, paragraph, inline] = tokens.slice(index, index + 3);
  const first = inline?.children?.[0];
  const found = paragraph.type === "paragraph_open" && first?.type === "text" && MARK.exec(first.content);
  if (!found) return null;
  const kind = found[1].toLowerCase();
  quote.attrJoin("class", `alert is-${kind}`);
  first.content = first.content.slice(found[0].length);
  if (!first.content) inline.children?.splice(0, inline.children?.[1]?.type === "softbreak" ? 2 : 1);
  return kind;
}

/** @param {Token[]} tokens @param {Map<number, string>} kinds @param {typeof Token} TokenKind */
function* marked(tokens, kinds, TokenKind) {
  for (let index = 0; index < tokens.length; index++) {
    const kind = kinds.get(index);
    if (kind) {
      const title = new TokenKind("alert_title", "", 0);
      title.content = kind[0].toUpperCase() + kind.slice(1);
      title.level = tokens[index].level;
      yield title;
      if (tokens[index + 1].children?.length) yield tokens[index];
      else index += 2; // nothing but the mark
    } else yield tokens[index];
  }
}
