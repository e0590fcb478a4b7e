"""Quotations that begin with `[!NOTE]` and its like, as on GitHub. The twin of `ui/transcript/markdown/grammar/alerts.js`."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MARK = re.compile(r'\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:[ \t]+|\Z)', re.IGNORECASE)


def alerts(md: MarkdownIt) -> None:
    """A plugin."""
    md.core.ruler.after('inline', 'alerts', _alerts)
    md.add_render_rule('alert_title', _title)


def _title(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return f'<p class="alert-title">{tokens[idx].content}</p>\n'


def _alerts(state: StateCore) -> None:
    kinds = {index + 1: kind for index, token in enumerate(state.tokens)
             if token.type == 'blockquote_open' and (kind := _kind_of(state.tokens, index))}
    if kinds:
        state.tokens = list(_marked(state.tokens, kinds))


def _kind_of(tokens: list[Token], index: int) -> str:
    """Takes the mark away; empty without one."""
    quote, paragraph, inline = tokens[index:index + 3] if index + 2 < len(tokens) else [tokens[index]] * 3
    if paragraph.type != 'paragraph_open' or not inline.children or inline.children[0].type != 'text':
        return ''
    first = inline.children[0]
    found = MARK.match(first.content)
    if found is None:
        return ''
    kind = found[1].lower()
    quote.attrJoin('class', f'alert is-{kind}')
    first.content = first.content[found.end():]
    if not first.content:
        del inline.children[:2 if len(inline.children) > 1 and inline.children[1].type == 'softbreak' else 1]
    return kind


def _marked(tokens: list[Token], kinds: dict[int, str]) -> Iterator[Token]:
    """With the titles, and without paragraphs that held nothing but the mark."""
    skipped = range(0)
    for index, token in enumerate(tokens):
        if kind := kinds.get(index):
            yield Token('alert_title', '', 0, content=kind.capitalize(), level=token.level)
            if not tokens[index + 1].children:
                skipped = range(index, index + 3)
        if index not in skipped:
            yield token
