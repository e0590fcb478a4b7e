"""Markdown that is put between others must have nothing open at its end: a block of code, a comment, an element of HTML would swallow what
comes after it. The parser says what is open; nothing else of the text is touched.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token

from chat.exchange.outgoing.html_tags import BLOCKS, Tag, left_open, tags_of

MOST_ROUNDS = 3
"""A tag that is put out of force may bring others to light."""


def closed(text: str) -> str:
    """The text with the `<` of what would go on behind its end as words, and an open block of code ended."""
    text = text.replace('\r\n', '\n').replace('\r', '\n')
    for _ in range(MOST_ROUNDS):
        positions = set(_open_in(text)) if '<' in text else set()
        if not positions:
            break
        text = _escaped(text, positions)
    fence = _open_fence(text) if '```' in text or '~~~' in text else ''
    return f'{text}\n{fence}' if fence else text


def _escaped(text: str, positions: set[tuple[int, int]]) -> str:
    lines = text.split('\n')
    columns: dict[int, list[int]] = {}
    for line, column in sorted(positions):
        columns.setdefault(line, []).append(column)
    for line, found in columns.items():
        pieces = [lines[line][start:end] for start, end in zip([0, *(one + 1 for one in found)], [*found, None], strict=True)]
        lines[line] = '&lt;'.join(pieces)
    return '\n'.join(lines)


def _open_fence(text: str) -> str:
    """What ends the block of code that is open at the top; one in a list or a quotation ends with it."""
    tokens = PARSER.parse(text)
    last = tokens[-1] if tokens else None
    if last is None or last.type != 'fence' or last.level or last.map is None:
        return ''
    lines = text.rstrip('\n').split('\n')
    ending = re.compile(rf' {{0,3}}{re.escape(last.markup[0])}{{{len(last.markup)},}}[ \t]*')
    is_ended = len(lines) - 1 > last.map[0] and ending.fullmatch(lines[-1])
    return '' if is_ended else last.markup


def _open_in(text: str) -> Iterator[tuple[int, int]]:
    """Line and column of each `<` that begins what is open at the end."""
    lines = text.split('\n')
    found: list[tuple[Tag, tuple[int, int]]] = []
    for token in PARSER.parse(text):
        if token.map is None or token.type not in {'html_block', 'inline'}:
            continue
        position = SourcePositions(token, lines)
        if token.type == 'html_block' and _is_endless(token.content):
            yield position.of(token.content.index('<'))
        elif token.type == 'html_block':
            found += [(tag, position.of(tag.start)) for tag in tags_of(token.content)]
        else:
            found += [(tag, position.of(child.meta['at'])) for child in token.children or () if child.type == 'html_inline'
                      for tag in tags_of(child.content)]
    for index in left_open([tag for tag, _ in found]):
        yield found[index][1]


def _is_endless(html: str) -> bool:
    ending = next((ending for opening, ending in BLOCKS if opening.match(html.lstrip(' \t'))), None)
    return ending is not None and not ending.search(html)


class SourcePositions:
    """From the content of a token back to the source: its lines are parts of those of the source."""

    def __init__(self, token: Token, lines: list[str]) -> None:
        assert token.map
        self._first = token.map[0]
        self._lines = lines
        self._content = token.content.split('\n')
        self._starts = [0]
        for line in self._content[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._shifts: dict[int, int] = {}

    def of(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset) - 1
        if row not in self._shifts:
            self._shifts[row] = self._shift(row)
        return self._first + row, self._shifts[row] + offset - self._starts[row]

    def _shift(self, row: int) -> int:
        """Columns that a line of the source has before the content."""
        content = self._content[row]
        return self._lines[self._first + row].find(content.strip()) - (len(content) - len(content.lstrip()))


def _html(state: StateInline, silent: bool) -> bool:
    """The rule of markdown-it, which does not say where a tag stands."""
    start = state.pos
    is_one = html_inline(state, silent)
    if is_one and not silent:
        state.tokens[-1].meta = {'at': start}
    return is_one


PARSER = MarkdownIt('commonmark').enable('table')
PARSER.inline.ruler.at('html_inline', _html)
