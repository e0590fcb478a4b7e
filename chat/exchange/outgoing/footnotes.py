"""Footnotes: `[^1]` in the text and `[^1]: words` on a line of its own. They stay where they stand, under the label that the model gave
them. The twin of `ui/transcript/markdown/grammar/footnotes.js`.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

OPENING = re.compile(r'\[\^([^\s\[\]]{1,60})\]:')
REFERENCE = re.compile(r'\[\^([^\s\[\]]{1,60})\]')
INDENT = 4
LABELS = 'footnotes'
PLACE = 'footnotes_of'
"""Of what is rendered: keys in its environment. The second makes places of one text different from those of the others on a page."""


def footnotes(md: MarkdownIt) -> None:
    """A plugin."""
    md.block.ruler.before('reference', 'footnote', _footnote, {'alt': ['paragraph', 'reference']})
    md.core.ruler.before('inline', 'footnote_labels', _labels)
    md.inline.ruler.before('link', 'footnote_reference', _reference)
    md.add_render_rule('footnote_open', _open)
    md.add_render_rule('footnote_close', _close)
    md.add_render_rule('footnote_reference', _mark)


def _open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    label = tokens[idx].content
    return f'<div class="footnote" id="{_anchor(env, label)}"><sup>{escape(label)}</sup><div>\n'


def _close(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return '</div></div>\n'


def _mark(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    label = tokens[idx].content
    return f'<sup class="footnote-reference"><a href="#{_anchor(env, label)}">{escape(label)}</a></sup>'


def _anchor(env: EnvType, label: str) -> str:
    return f'note-{env.get(PLACE, "")}-{sha256(label.encode("utf-8", "replace")).hexdigest()[:12]}'


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """What is indented below the first line belongs to the note, as in an item of a list."""
    if state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    found = OPENING.match(state.src, begin, state.eMarks[start])
    if found is None:
        return False
    if silent:
        return True
    opening = state.push('footnote_open', '', 1)
    opening.content = found[1]
    _read(state, start, end, found.end())
    opening.map = [start, state.line]
    state.push('footnote_close', '', -1)
    return True


def _read(state: StateBlock, start: int, end: int, begin: int) -> None:
    """The note, as if its lines began behind the mark."""
    kept = state.parentType, state.blkIndent, state.tight
    kept_line = state.bMarks[start], state.tShift[start], state.sCount[start]
    text = begin
    while text < state.eMarks[start] and state.src[text] in ' \t':
        text += 1
    state.bMarks[start], state.tShift[start] = begin, text - begin
    state.blkIndent += INDENT
    state.sCount[start] = state.blkIndent
    state.parentType = 'footnote'
    state.md.block.tokenize(state, start, end)
    state.parentType, state.blkIndent, state.tight = kept
    state.bMarks[start], state.tShift[start], state.sCount[start] = kept_line


def _labels(state: StateCore) -> None:
    state.env[LABELS] = {token.content for token in state.tokens if token.type == 'footnote_open'}
    state.env[PLACE] = sha256(state.src.encode('utf-8', 'replace')).hexdigest()[:12] if state.env[LABELS] else ''


def _reference(state: StateInline, silent: bool) -> bool:
    found = REFERENCE.match(state.src, state.pos, state.posMax) if state.src.startswith('[^', state.pos) else None
    if found is None or found[1] not in state.env.get(LABELS, ()):
        return False
    if not silent:
        state.push('footnote_reference', '', 0).content = found[1]
    state.pos = found.end()
    return True
