"""Text as models send it, made fit for disks, sockets and screens: whole characters only, thoughts told apart from text."""
from __future__ import annotations

import re
from collections.abc import Iterator

SUSPECT = re.compile('[\ud800-\udfff\0]')
PAIR = re.compile('[\ud800-\udbff][\udc00-\udfff]')
SLICE = 1_000_000
"""Characters that are searched in one go: a search does not let go of the interpreter, and texts can have many megabytes."""
OPENING_TAGS = ('<think>', '<thought>', '<thinking>')
CLOSING_TAGS = {'<think>': '</think>', '<thought>': '</thought>', '<thinking>': '</thinking>'}


def repaired(text: str) -> str:
    """Surrogate pairs joined, lone halves and NUL replaced: anything that is left can be encoded as UTF-8 and stored."""
    if text.isascii() and '\0' not in text:
        return text
    if not any(SUSPECT.search(text, start, start + SLICE) for start in range(0, len(text), SLICE)):
        return text
    text = PAIR.sub(lambda pair: pair.group().encode('utf-16', 'surrogatepass').decode('utf-16'), text)
    return SUSPECT.sub('\N{REPLACEMENT CHARACTER}', text)


class Repair:
    """`repaired` for text that comes in pieces: half a character waits for its other half."""

    def __init__(self) -> None:
        self._held = ''

    def take(self, piece: str) -> str:
        if not self._held and piece.isascii() and '\0' not in piece:
            return piece
        text, self._held = self._held + piece, ''
        if text and '\ud800' <= text[-1] <= '\udbff':
            text, self._held = text[:-1], text[-1]
        return repaired(text)

    def finish(self) -> str:
        held, self._held = self._held, ''
        return repaired(held)


class ThoughtSplitter:
    """Tells thoughts in `<think>` tags from text. Only the very start of an answer counts; tags may be cut anywhere.

    take() and finish() yield (is_thought, piece).
    """

    def __init__(self) -> None:
        self.is_decided = False
        """Whether pieces simply pass through from here on."""
        self._held = ''
        self._closing = ''
        self._skips_blank = False
        self._is_by_mark = False
        self._is_at_start = False

    def take(self, piece: str, *, is_marked: bool = False) -> Iterator[tuple[bool, str]]:
        """`is_marked`: the server says that this piece is a thought (Gemini), with or without tags."""
        if is_marked and not self._closing:
            self.is_decided, self._closing, self._is_by_mark = False, '</thought>', True
            self._held += piece.removeprefix('<thought>')
            yield from self._inside()
        elif self._closing and self._is_by_mark and not is_marked:
            yield from self._after_mark(piece)
        elif self._closing:
            self._held += piece
            yield from self._inside()
        elif self._skips_blank:
            yield from self._after(piece)
        elif self.is_decided:
            yield False, piece
        else:
            self._held += piece
            yield from self._start()

    def finish(self) -> Iterator[tuple[bool, str]]:
        """What was held back because it might have been a tag."""
        held, self._held = self._held, ''
        if held:
            yield bool(self._closing), held

    def _start(self) -> Iterator[tuple[bool, str]]:
        begin = self._held.lstrip()
        tag = next((tag for tag in OPENING_TAGS if begin.startswith(tag)), None)
        if tag:
            self._closing, self._held, self._is_at_start = CLOSING_TAGS[tag], begin[len(tag):], True
            yield from self._inside()
        elif begin and not any(tag.startswith(begin) for tag in OPENING_TAGS) or len(self._held) > 200:
            self.is_decided, held, self._held = True, self._held, ''
            yield False, held

    def _inside(self) -> Iterator[tuple[bool, str]]:
        if self._is_at_start:
            self._held = self._held.lstrip('\n')
            self._is_at_start = not self._held
        thought, tag, rest = self._held.partition(self._closing)
        if tag:
            self._closing, self._held, self._skips_blank = '', '', True
            if thought.rstrip('\n'):
                yield True, thought.rstrip('\n')
            yield from self._after(rest)
            return
        sure = len(self._held) - _overlap(self._held, self._closing)
        sure = len(self._held[:sure].rstrip('\n'))
        thought, self._held = self._held[:sure], self._held[sure:]
        if thought:
            yield True, thought

    def _after_mark(self, piece: str) -> Iterator[tuple[bool, str]]:
        """The first piece that is not marked ends the thought, with or without the closing tag."""
        self._held += piece
        if self._closing in self._held:
            yield from self._inside()
        elif not self._closing.startswith(self._held):
            self._closing, held, self._held = '', self._held, ''
            yield from self._after(held)

    def _after(self, piece: str) -> Iterator[tuple[bool, str]]:
        piece = piece.lstrip('\n')
        if piece:
            self._skips_blank, self.is_decided = False, True
            yield False, piece


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` may be the beginning of `tag`."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:size])), 0)
