"""Reading a JSON file of any size one chat at a time: a list, one object, or JSON Lines."""
from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from chat.conversation.json_object import JsonObject
from chat.exchange.fields import Unreadable

CHUNK = 1 << 20
"""Bytes read at once at first; doubled while one value does not fit."""
LARGEST_CHUNK = 64 << 20
LISTS = {'chats', 'conversations'}
"""Names under which an object at the top holds the list of chats."""
FILES = 'files'
"""Below them: what is attached to the chats."""
LARGEST_VALUE = 256 << 20
"""Characters of one value, a chat with all that is in it: more would be too much for the memory."""
SPACE = re.compile(r'[ \t\r\n]*')
NEARLY_AT_THE_END = 16
"""Characters; an error this close to the end may only say that the rest has not been read yet (`tru`, `\\u12`)."""
INVALID = 'is not valid JSON'
NO_TEXT = 'This is not a text file: the export of a chat program is a JSON file, a ZIP with one in it, or the database of one.'


class Surroundings(JsonObject):
    """What stands in an object beside its list of chats."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Broken(Exception):
    """The file is no JSON from here on, in a sentence. What came before it was whole."""


class JsonStream:
    """Raises Broken, and Unreadable for a file that is no text."""

    def __init__(self, file: Readable, note_read: Callable[[int], None] = lambda _: None) -> None:
        self._file = file
        self._note_read = note_read
        """Told how many bytes were read, each time."""
        self._decode: codecs.IncrementalDecoder | None = None
        self._decoder = json.JSONDecoder()
        self._text = ''
        self._at = 0
        self._before = 0
        """Characters that have been read and let go."""
        self._is_at_end = False

    def items(self) -> Iterator[Any]:
        """The elements of a list at the top or of the list of chats in an object; any other value as it is. Several in a row, too. What
        else such an object holds comes last, as `Surroundings`, unless it only says something about the file."""
        while (start := self._peek()) is not None:
            if start == '[':
                yield from self._elements()
            elif start == '{':
                yield from self._object()
            else:
                raise Broken(self._sentence('is no JSON'))

    def _elements(self) -> Iterator[Any]:
        self._at += 1
        if self._expect() == ']':
            self._at += 1
            return
        while True:
            self._expect()
            yield self._value()
            if self._comma_or(']'):
                return

    def _object(self) -> Iterator[Any]:
        """Lists of chats in it are read one by one; the rest of it is one value."""
        rest: JsonObject = {}
        has_list = False
        self._at += 1
        if self._expect() == '}':
            self._at += 1
            return
        while True:
            self._expect()
            name = self._value()
            if not isinstance(name, str) or self._expect() != ':':
                raise Broken(self._sentence(INVALID))
            self._at += 1
            if self._expect() == '[' and (name in LISTS or has_list and name == FILES):
                has_list = True
                yield from self._elements()
            else:
                rest[name] = self._value()
            if self._comma_or('}'):
                break
        if not has_list:
            yield rest
        elif 'left_out' in rest or any(isinstance(value, list | dict) and value for value in rest.values()):
            yield Surroundings(rest)

    def _comma_or(self, end: str) -> bool:
        """Go over what stands between two values; whether it was the end."""
        found = self._expect()
        if found not in {',', end}:
            raise Broken(self._sentence(INVALID))
        self._at += 1
        return found == end

    def _value(self) -> Any:
        size = CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                may_go_on = error.msg.startswith('Unterminated string') or error.pos >= len(self._text) - NEARLY_AT_THE_END
                if self._is_at_end or not may_go_on:
                    raise Broken(self._sentence('breaks off' if may_go_on else INVALID, error.pos)) from None
            except RecursionError:
                raise Broken(self._sentence('is nested too deeply')) from None
            except ValueError:  # Python's own limit
                raise Broken(self._sentence('holds a number with thousands of digits')) from None
            else:
                if end < len(self._text) or self._is_at_end:
                    self._at = end
                    return value
            if len(self._text) - self._at > LARGEST_VALUE:
                raise Broken(self._sentence(f'holds something larger than {LARGEST_VALUE >> 20} MB'))
            self._more(size)
            size = min(size * 2, LARGEST_CHUNK)

    def _expect(self) -> str:
        if (found := self._peek()) is None:
            raise Broken(self._sentence('breaks off'))
        return found

    def _peek(self) -> str | None:
        """The next character that is no space; None at the end of the file."""
        while True:
            match = SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._is_at_end:
                return None
            self._more(CHUNK)

    def _more(self, size: int) -> None:
        data = self._file.read(size)
        self._note_read(len(data))
        if self._decode is None:
            self._decode = codecs.getincrementaldecoder('utf-16' if data.startswith((b'\xff\xfe', b'\xfe\xff')) else 'utf-8-sig')()
        try:
            text = self._decode.decode(data, final=not data)
        except UnicodeDecodeError:
            raise Unreadable(NO_TEXT) from None
        self._is_at_end = not data
        self._before += self._at
        self._text, self._at = self._text[self._at:] + text, 0

    def _sentence(self, what: str, at: int | None = None) -> str:
        hint = ': a comma, a quotation mark or a bracket is missing there, or there is one too many' if what == INVALID else ''
        return f'The file {what} at character {self._before + (self._at if at is None else at) + 1:,}{hint}.'
