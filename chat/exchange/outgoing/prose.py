"""Markdown of models as HTML for a page that stands alone."""
from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.exchange.fields import clean
from chat.exchange.outgoing.alerts import alerts
from chat.exchange.outgoing.anchors import anchors
from chat.exchange.outgoing.cjk_emphasis import cjk_emphasis
from chat.exchange.outgoing.footnotes import footnotes
from chat.exchange.outgoing.formulas.formulas import formulas
from chat.exchange.outgoing.pictures import pictures, words_of
from chat.exchange.outgoing.unseen import marked

SCHEMES = ('http://', 'https://', 'mailto:')
LINE_BREAK = re.compile(r'<br\s{0,9}/?>', re.IGNORECASE)
TASK = re.compile(r'\[([ xX])\]\s+(?=\S|\Z)')


def rendered(text: str) -> str:
    """Markdown as HTML that is safe whatever a model wrote: no HTML of its own, links to the web and to mail only, pictures as links."""
    return MARKDOWN.render(clean(text))


class Renderer(RendererHTML):
    """Colours and alignment by class: the page's policy forbids styles on elements. Formulas stay as they were written."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if not token.attrs.get('src'):
            return words_of(token.content)
        words = escape(token.content or str(token.attrs.get('src')))
        if token.meta.get('is_in_link'):
            return words
        return f'<a href="{escape(str(token.attrs.get("src", "")))}" rel="noopener noreferrer nofollow">{words}</a>'

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '' if tokens[idx].meta.get('leads_nowhere') else self.renderToken(tokens, idx, options, env)

    link_close = link_open

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<code>{marked(tokens[idx].content)}</code>'

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<pre><code>{marked(tokens[idx].content)}</code></pre>\n'

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = escape(unescapeAll(tokens[idx].info).strip().split(maxsplit=1)[0]) if tokens[idx].info.strip() else ''
        name = f' class="language-{language}"' if language else ''
        return f'<pre><code{name}>{marked(tokens[idx].content)}</code></pre>\n'

    def math(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<span class="formula">{escape(tokens[idx].content)}</span>'

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<p class="formula">{escape(tokens[idx].content)}</p>\n'

    def math_source(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<p>{escape(tokens[idx].content)}</p>\n'

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802 - the library's name
        style = str(token.attrs.pop('style', ''))
        if style.startswith('text-align:'):
            token.attrs['class'] = f'is-{style.removeprefix("text-align:")}'
        if token.type == 'link_open':
            token.attrs['rel'] = 'noopener noreferrer nofollow'
        return RendererHTML.renderAttrs(token)


def _tasks(state: StateCore) -> None:
    """`- [x] bought`: the mark becomes a box."""
    for item, paragraph, text in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if (item.type, paragraph.type, text.type) != ('list_item_open', 'paragraph_open', 'inline') or not text.children:
            continue
        first = text.children[0]
        if first.type == 'text' and (mark := TASK.match(first.content)):
            first.content = f'{"☐" if mark[1] == " " else "☑"} {first.content[mark.end():]}'
            item.attrJoin('class', 'task')


def _line_break(state: StateInline, silent: bool) -> bool:
    """The one tag that is taken at its word: a line can be broken in a table's cell in no other way."""
    found = LINE_BREAK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push('hardbreak', 'br', 0)
    state.pos = found.end()
    return True


def _is_safe(url: str) -> bool:
    return url.strip().lower().startswith(SCHEMES)


MARKDOWN = MarkdownIt('commonmark', {'html': False}, renderer_cls=Renderer).enable(['table', 'strikethrough'])
MARKDOWN.use(formulas).use(cjk_emphasis).use(footnotes).use(alerts).use(pictures).use(anchors)
MARKDOWN.core.ruler.after('inline', 'tasks', _tasks)
MARKDOWN.inline.ruler.before('html_inline', 'line_break', _line_break)
MARKDOWN.validateLink = _is_safe  # type: ignore[method-assign]
