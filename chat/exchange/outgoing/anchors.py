"""Links as they can be used: one without words shows its address, one without an address is its words, and a picture inside of a link is
words of it, because no link can stand in another one. The twin of `ui/transcript/markdown/grammar/links.js`.
"""
from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

PICTURES = frozenset({'image', 'data_picture', 'refused_picture'})


def anchors(md: MarkdownIt) -> None:
    """A plugin. Tokens get `leads_nowhere` and `is_in_link` in their `meta`."""
    md.core.ruler.after('inline', 'anchors', _anchors)


def _anchors(state: StateCore) -> None:
    for token in state.tokens:
        if token.children and any(child.type == 'link_open' for child in token.children):
            token.children = _tidy(token.children)


def _tidy(children: list[Token]) -> list[Token]:
    found: list[Token] = []
    opened: Token | None = None
    has_words = False
    for token in children:
        if token.type == 'link_open':
            opened, has_words = token, False
        elif opened and token.type == 'link_close':
            href = str(opened.attrs.get('href') or '')
            if not href:
                opened.meta['leads_nowhere'] = token.meta['leads_nowhere'] = True
            elif not has_words:
                found.append(Token('text', '', 0, content=href))
            opened = None
        elif opened:
            has_words = has_words or bool(token.content.strip()) or token.type in PICTURES
            token.meta['is_in_link'] = True
        found.append(token)
    return found
