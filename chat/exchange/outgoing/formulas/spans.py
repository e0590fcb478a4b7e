"""Where formulas stand in a text: between $..$, $$..$$, \\(..\\) and \\[..\\]. Code, links and addresses bind tighter.

Linear whatever a model writes: every mark is looked at a few times, never searched for from each of the others. The twin of
`ui/transcript/markdown/formulas/spans.js`; `tests/twins/formulas.json` is what both are held to.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from chat.exchange.outgoing.formulas.words import is_formula

ADDRESS = r'''https?://(?:[^\s<>"'()`\\\u3000-\u303f\uff00-\uffef]|\([^\s<>"'()`\\]*\))+'''
MARKS = re.compile(
    rf'\\.?|`+|\$+|[\[\]]|<br[ \t]{{0,9}}/?>|<[a-z][a-z0-9+.-]{{1,31}}:[^<>\x00-\x20]*>|{ADDRESS}', re.IGNORECASE | re.DOTALL)
TITLE = r'''"[^"]{0,1000}"|'[^']{0,1000}'|\([^()]{0,1000}\)'''
TARGET = r'[^\s()]{0,4000}(?:\([^\s()]{0,4000}\)[^\s()]{0,4000}){0,9}'
LINK_END = re.compile(
    rf'\]\([ \t\n]{{0,99}}(?:<(?:https?://|mailto:)[^<>\n]{{0,4000}}>|(?:https?://|mailto:){TARGET})'
    rf'(?:[ \t\n]{{1,99}}(?:{TITLE}))?[ \t\n]{{0,99}}\)', re.IGNORECASE)
CLOSINGS = {'\\(': '\\)', '\\[': '\\]', '$$': '$$', '$': '$'}
STOPS = {'\\(': {'\\(', '\\['}, '\\[': {'\\['}, '$$': {'\\['}, '$': {'\\(', '\\['}}
"""What ends the search for a closing mark: a formula does not hold these."""
NOTHING = -1
OPEN = -2
"""In place of the index of a closing mark; the second: of a display that may still end behind the text."""


@dataclass(kw_only=True, slots=True)
class FormulaMark:
    text: str
    start: int
    end: int
    is_wall: bool
    """No formula reaches across it."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Span:
    start: int
    end: int
    tex: str
    is_block: bool


@dataclass(kw_only=True, slots=True, frozen=True)
class Spans:
    found: dict[int, Span]
    """By their starts."""
    open: tuple[int, str] | None
    """Start and mark of the first display that has begun and not ended."""


@lru_cache(maxsize=4)
def formulas_in(text: str) -> Spans:
    if '$' not in text and '\\' not in text:
        return Spans(found={}, open=None)
    marks = _marks_of(text)
    found: dict[int, Span] = {}
    unfinished = None
    index = 0
    while index < len(marks):
        closing = NOTHING if marks[index].is_wall else _closing_of(marks, index)
        if closing == OPEN and unfinished is None:
            unfinished = (marks[index].start, marks[index].text)
        if closing >= 0 and (span := _between(text, marks[index], marks[closing])):
            found[span.start] = span
            index = closing
        index += 1
    return Spans(found=found, open=unfinished)


def _between(text: str, opening: FormulaMark, closing: FormulaMark) -> Span | None:
    tex = text[opening.end:closing.start]
    before = text[opening.start - 1:opening.start] if opening.start else ''
    if not is_formula(opening.text, tex, before, text[closing.end:closing.end + 8]):
        return None
    return Span(start=opening.start, end=closing.end, tex=tex, is_block=opening.text in {'$$', '\\['})


def _closing_of(marks: list[FormulaMark], index: int) -> int:
    """The index of the mark that closes this one, NOTHING or OPEN."""
    mark = marks[index].text
    closing = CLOSINGS.get(mark)
    if closing is None:
        return NOTHING
    for following in range(index + 1, len(marks)):
        other = marks[following]
        if other.text == closing and not other.is_wall:
            return following
        ends_dollars = other.text[0] == '$' and (mark == '$' or (mark == '$$' and len(other.text) > 2))
        if other.is_wall or other.text in STOPS[mark] or ends_dollars:
            return NOTHING
    return OPEN if mark in {'$$', '\\['} else NOTHING


def _marks_of(text: str) -> list[FormulaMark]:
    """All in their order. Brackets are only kept as the edges of links."""
    marks: list[FormulaMark] = []
    brackets: list[FormulaMark] = []
    ends = CodeEnds(text)
    position = 0
    while match := MARKS.search(text, position):
        position = match.end()
        mark = FormulaMark(text=match[0], start=match.start(), end=match.end(), is_wall=match[0][0] not in '\\$[')
        if match[0][0] == '`':
            mark.end = ends.end_of(len(match[0]), match.end())
        elif match[0] == '[':
            brackets.append(mark)
        elif match[0] == ']':
            mark.end = _end_of_link(text, mark.start, brackets)
        if mark.end:
            marks.append(mark)
            position = mark.end
    return marks


def _end_of_link(text: str, start: int, brackets: list[FormulaMark]) -> int:
    """Of the one whose words end here; 0 if none do."""
    opening = brackets.pop() if brackets else None
    link = LINK_END.match(text, start) if opening else None
    if opening is None or link is None:
        return 0
    opening.is_wall = True
    if text[opening.start - 1:opening.start] != '!':
        brackets.clear()  # no links in links
    return link.end()


class CodeEnds:
    """Where code spans end: at the next run of as many backticks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: dict[int, list[int]] | None = None
        """Length -> starts that have not been passed, the next one last."""

    def end_of(self, length: int, position: int) -> int:
        """0 if there is none."""
        if self._runs is None:
            self._runs = _runs_of(self._text)
        starts = self._runs.get(length, [])
        while starts and starts[-1] < position:
            starts.pop()
        return starts[-1] + length if starts else 0


def _runs_of(text: str) -> dict[int, list[int]]:
    runs: dict[int, list[int]] = {}
    for run in reversed(list(re.finditer('`+', text))):
        runs.setdefault(len(run[0]), []).append(run.start())
    return runs
