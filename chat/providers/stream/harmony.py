"""gpt-oss's own format "harmony", where a server passes it on: messages with a channel each (developers.openai.com).

`<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…<|return|>`
"""
from __future__ import annotations

import re
from typing import Literal, Protocol

from chat.providers.stream.code_lines import CodeLines
from chat.providers.stream.talked_about import is_talked_about
from chat.providers.stream.thought_marks import ThoughtMark

LONGEST_HEADER = 200
"""Characters."""
MOST_MARKS = 20
"""Of one kind in one header."""
HEADER = re.compile(r'[\w\s.,:;=/-]*')
RECIPIENT = re.compile(r'\bto=(\S+)')
PARAGRAPH = '\n\n'
Part = Literal['header', 'thinking', 'text', 'arguments', 'between']


class Listener(Protocol):
    def say(self, kind: Literal['text', 'thinking', 'arguments'], text: str) -> None:
        """More of what the last one was, or something new."""

    def call(self, name: str) -> None:
        """A call of a tool begins."""

    def leave_harmony(self, text: str) -> None:
        """This is no message: it is text, as is all that follows."""


class Harmony:
    """Takes what comes from the first mark on."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._part: Part = 'between'
        self._header = ''
        self._recipient = ''
        self._written: list[str] = []
        """The header as it came, to be put back if it is none."""
        self._said: set[Part] = set()
        self._is_new = False
        self._lines = CodeLines()

    def begin(self, mark: ThoughtMark, written: str) -> None:
        self._part = 'header'
        self._written.append(written)
        if self._written.count(written) > MOST_MARKS:
            self._leave()
        elif mark.kind == 'message':
            self._begin_message()
        elif mark.kind in {'start', 'channel'}:
            self._note_recipient()
            self._header = ''

    def meet(self, mark: ThoughtMark, written: str, rest: str, *, is_all: bool) -> bool | None:
        """See ThoughtSplitter."""
        if self._part not in {'header', 'between'}:
            is_talk = is_talked_about(self._lines, rest, is_all=is_all)
            if is_talk is not False:
                return None if is_talk is None else False
        if mark.kind == 'end':
            self._end_message()
        elif mark.kind in {'start', 'channel'} or self._part == 'header' and mark.kind in {'message', 'constrain'}:
            self.begin(mark, written)
        else:
            return False
        return True

    def take(self, text: str) -> None:
        if self._part == 'header':
            self._header += text
            self._written.append(text)
            if len(self._header) > LONGEST_HEADER:
                self._leave()
        elif self._part == 'between':
            if text.strip():
                self._written.append(text)
                self._leave()
        else:
            self._say(self._part, text)

    def finish(self) -> None:
        if self._part == 'header':
            self._leave()

    def _begin_message(self) -> None:
        if not HEADER.fullmatch(self._header):
            return self._leave()
        self._note_recipient()
        channel, recipient = self._header.strip().partition(' ')[0], self._recipient
        self._written.clear()
        self._header = self._recipient = ''
        self._lines, self._is_new = CodeLines(), True
        self._part = 'arguments' if recipient else 'thinking' if channel == 'analysis' else 'text'
        if recipient:
            self._listener.call(recipient.removeprefix('functions.'))
        return None

    def _note_recipient(self) -> None:
        if found := RECIPIENT.search(self._header):
            self._recipient = found[1]

    def _end_message(self) -> None:
        self._part = 'between'
        self._written.clear()
        self._header = self._recipient = ''

    def _say(self, part: Literal['text', 'thinking', 'arguments'], text: str) -> None:
        """Two messages are two paragraphs."""
        if self._is_new and part != 'arguments':
            text = text.lstrip()
            if not text:
                return
            if part in self._said:
                self._listener.say(part, PARAGRAPH)
            self._is_new = False
        self._said.add(part)
        self._lines.add(text)
        self._listener.say(part, text)

    def _leave(self) -> None:
        self._part = 'between'
        self._listener.leave_harmony(''.join(self._written))
        self._written.clear()
