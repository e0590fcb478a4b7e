"""Formulas between $..$, $$..$$, \\(..\\) and \\[..\\] in Markdown: found as `ui/transcript/markdown/formulas/math.js` finds them for the
page, and left as they were written, for Markdown would take their backslashes and stars for its own.
"""
from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from chat.exchange.outgoing.formulas.lines import displays
from chat.exchange.outgoing.formulas.spans import formulas_in


def formulas(md: MarkdownIt) -> None:
    """A plugin: tokens `math`, `math_block` and `math_source` (begun and not ended) with the source, marks included, for their content."""
    md.inline.ruler.before('escape', 'math', _inline)
    md.use(displays)


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in '\\$':
        return False
    span = formulas_in(state.src).found.get(state.pos)
    if span is None or span.end > state.posMax:
        return False
    if not silent:
        token = state.push('math', '', 0)
        token.content = state.src[span.start:span.end]
        token.meta = {'tex': span.tex, 'is_block': span.is_block}
    state.pos = span.end
    return True
