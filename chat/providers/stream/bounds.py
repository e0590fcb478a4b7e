"""How much has come of one reply, held against how much is taken of one. Raises TooMuch."""
from __future__ import annotations

from chat.providers.limits import (
    ARGUMENTS,
    EVENT_TEXT,
    MEGABYTE,
    READ_BYTES,
    REPLY_TEXT,
    STRETCHES,
    TOOL_CALLS,
    VALUES,
    TooMuch,
)

SIGNS = (b'[', b'{', b'":', b'",')
"""Of a value that takes memory, where they do not stand in a string."""
MOST_QUOTES = 4 * VALUES
LIGHT = 32 * 1024
"""Bytes of an event that are read as they are."""


class Bounds:
    """Of one reply."""

    def __init__(self) -> None:
        self._text = 0
        self._most = REPLY_TEXT
        self._arguments = 0
        self._calls: set[tuple[int, str]] = set()
        self._call_count = 0
        self._held = 0
        self._stretches = 0

    def begin_event(self) -> None:
        self._most = min(REPLY_TEXT, self._text + EVENT_TEXT)

    def add_text(self, piece: str) -> None:
        self._text += size_of(piece)
        if self._text > self._most:
            what = 'of text' if self._text > REPLY_TEXT else 'of text in one event'
            raise TooMuch(f'more than {min(self._most, REPLY_TEXT if self._text > REPLY_TEXT else EVENT_TEXT) // MEGABYTE} MB {what}')

    def add_call(self, index: int, id: str, name: str, arguments: str) -> None:
        """A piece of a tool call; one without an id belongs to the newest of its index."""
        if (index, id) not in self._calls:
            self._calls |= {(index, id), (index, '')}
            self._call_count += 1
        self._arguments += size_of(id) + size_of(name) + size_of(arguments)
        if self._call_count > TOOL_CALLS:
            raise TooMuch(f'more than {TOOL_CALLS:,} tool calls')
        if self._arguments > ARGUMENTS:
            raise TooMuch(f'more than {ARGUMENTS // MEGABYTE} MB of arguments for tools')

    def hold(self, arguments: str) -> None:
        """Some that are perhaps counted once more."""
        self._held += size_of(arguments)
        if self._held > ARGUMENTS:
            raise TooMuch(f'more than {ARGUMENTS // MEGABYTE} MB of arguments for tools')

    def add_stretch(self) -> None:
        self._stretches += 1
        if self._stretches > STRETCHES:
            raise TooMuch(f'more than {STRETCHES:,} parts')


def size_of(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text) if text.isascii() else len(text.encode('utf-8', 'surrogatepass'))


def bearable(data: bytes, *, is_beside: bool = False) -> bytes:
    """The JSON of an event or document that is not light, if it can be read without harm. `is_beside`: a picture was taken out of it."""
    if len(data) > READ_BYTES:
        raise TooMuch(f'more than {READ_BYTES / MEGABYTE:.1f} MB in one piece')
    signs = SIGNS + ((b',',) if is_beside else ())
    if sum(map(data.count, signs)) > VALUES:
        bare = _without_strings(data)  # models write brackets, too
        if bare is None or sum(map(bare.count, signs)) > VALUES:
            raise TooMuch(f'more than {VALUES:,} values in one piece')
    return data


def _without_strings(data: bytes) -> bytes | None:
    """JSON, of each string the quotation mark that begins it. None: there are too many."""
    unescaped = data.replace(b'\\\\', b'').replace(b'\\"', b'')
    return b'"'.join(unescaped.split(b'"')[::2]) if unescaped.count(b'"') <= MOST_QUOTES else None
