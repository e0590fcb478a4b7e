"""Where in a text that still comes in pieces code stands: fences by the lines, spans by the backticks of a line.

Not all of CommonMark: a span ends with its line at the latest, for an odd backtick in one sentence must not swallow the next.
"""
from __future__ import annotations

import re

LONGEST_BEGIN = 200
"""Characters of a line that are looked at for its fence."""
LONGEST_END = 80
MOST_UNREAD = 8192
"""Characters that are put off until somebody asks; more would take too long in one go."""
FENCE = re.compile(r'^((?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t])*+)(`{3,}+|~{3,}+)([^\n]*+)', re.MULTILINE)
"""Also in lists and quotations."""
TICKS = re.compile(r'(\\?)(`+)')


class CodeLines:
    """`add` all of the text, then ask about the place behind it."""

    def __init__(self) -> None:
        self._unread: list[str] = []
        self._size = 0
        self._fence = ''
        self._begin = ''
        self._end = ''
        self._open: list[int] = []
        """Lengths of the runs of backticks in this line that may begin a span."""
        self.row = 0
        """Number of this line, from 0; true once somebody has asked about the place."""
        self._run = 0
        """Length of the run that stands right before this place: more of it may follow."""

    def add(self, text: str) -> None:
        self._unread.append(text)
        self._size += len(text)
        if self._size > MOST_UNREAD:
            self._read()

    @property
    def line(self) -> str:
        """How the line of this place begins; its whole, if it is short."""
        self._read()
        return self._begin

    @property
    def before(self) -> str:
        """What stands right before this place in its line."""
        self._read()
        return self._end

    @property
    def is_fenced(self) -> bool:
        """Whether this line is in a block of code. Models put marks right behind the end of one."""
        self._read()
        return bool(self._fence) and not self._is_closing(FENCE.match(self._begin))

    def is_in_span(self, rest: str, *, is_all: bool) -> bool | None:
        """Whether this place is in a span of code, by what follows in `rest`. None: that is not enough to say, and more will come."""
        self._read()
        self._end_run()
        if not self._open:
            return False
        line, is_ended, _ = rest.partition('\n')
        last = [*self._open]
        for ticks in TICKS.finditer(line):
            if ticks.end() == len(line) and not (is_ended or is_all):
                break  # more of them may follow
            if len(ticks[2]) in last:
                return True
        return False if is_ended or is_all else None

    def _read(self) -> None:
        if not self._unread:
            return
        text = ''.join(self._unread)
        self._unread.clear()
        self._size = 0
        lines, is_ended, last = text.rpartition('\n')
        if is_ended:
            self.row += lines.count('\n') + 1
            for fence in FENCE.finditer(self._begin + lines):
                self._pass(fence)
            self._begin = self._end = ''
            self._open.clear()
            self._run = 0
        self._begin = (self._begin + last)[:LONGEST_BEGIN]
        self._end = (self._end + last)[-LONGEST_END:]
        self._read_ticks(last)

    def _read_ticks(self, text: str) -> None:
        if not text.startswith('`'):
            self._end_run()
        for ticks in TICKS.finditer(text):
            is_escaped = bool(ticks[1]) and not self._open
            self._run += len(ticks[2]) - is_escaped
            if ticks.end() < len(text):
                self._end_run()

    def _end_run(self) -> None:
        count, self._run = self._run, 0
        if count in self._open:
            del self._open[self._open.index(count):]
        elif count:
            self._open.append(count)

    def _pass(self, fence: re.Match[str]) -> None:
        if self._is_closing(fence):
            self._fence = ''
        elif not self._fence and not (fence[2].startswith('`') and '`' in fence[3]):
            self._fence = fence[2]

    def _is_closing(self, fence: re.Match[str] | None) -> bool:
        return bool(fence and self._fence and fence[2].startswith(self._fence) and not fence[3].strip())
