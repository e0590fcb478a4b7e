"""Server-sent events out of bytes, however they are cut. Written for speed: a token costs a few microseconds here."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from chat.providers.limits import EVENT_BYTES, MEGABYTE, READ_BYTES, TooMuch
from chat.providers.stream.bounds import LIGHT, bearable
from chat.providers.stream.embedded import HEAVY, Freight, lightened

LONGEST_COMMENT = 500
"""Bytes of a comment, or of a name, that are looked at."""
LINE = 60
"""Bytes that a line takes in memory beside its own."""
SMALL = 8 * 1024
"""Bytes of a piece that is put together with the next one: some servers send each byte by itself."""


class Event(NamedTuple):
    """`name` is the event's own name, "" if it has none; comments come with the name ":"."""

    name: str
    data: bytes
    freight: Freight = ()
    """What was too long to be read with the rest; see `embedded`."""


class EventReader:
    """Feed it the chunks of a body in order; each call returns the events that are complete. Raises TooMuch."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._plain = 0
        """Bytes of it that are no picture."""
        self._ends_in_return = False
        self._name = ''
        self._data: list[bytes] = []
        self._freight: list[Sequence[bytes]] = []
        self._weight = 0
        """Bytes of the lines of the event that is not complete."""
        self._weighed = 0
        """How many of them are counted."""
        self._is_first = True
        self.has_fields = False
        """Whether anything of an event stream was seen."""
        self.has_lines = False
        """Whether there were lines that belong to none."""

    def feed(self, chunk: bytes) -> list[Event]:
        if b'\r' in chunk or self._ends_in_return:
            chunk = self._plain_line_ends(chunk)
        if b'\n' not in chunk:
            self._hold(chunk)
            return []
        if self._pieces:
            head, _, chunk = chunk.partition(b'\n')
            chunk = self._held(head) + b'\n' + chunk
        lines = chunk.split(b'\n')
        self._hold(lines.pop())
        return self._events(lines)

    def finish(self) -> list[Event]:
        """The last event, if the server forgot the empty line after it."""
        rest = self._held(b'')
        self.has_lines |= bool(rest)
        return self._events([rest, b''])

    def _hold(self, rest: bytes) -> None:
        if rest:
            if self._pieces and len(self._pieces[-1]) < SMALL:
                self._pieces[-1] += rest
            else:
                self._pieces.append(rest)
            self._size += len(rest)
            self._plain += len(rest) if b'"' in rest else 0
            if self._plain > READ_BYTES:
                raise TooMuch(f'more than {READ_BYTES / MEGABYTE:.1f} MB in one piece')
            if self._size > EVENT_BYTES:
                raise TooMuch(f'one event of more than {EVENT_BYTES // MEGABYTE} MB')

    def _held(self, end: bytes) -> bytes:
        """The line whose pieces were held; of a very long one what can be read at once."""
        pieces, size = [*self._pieces, end], self._size
        self._pieces.clear()
        self._size = self._plain = 0
        return lightened(pieces, self._freight) if size > HEAVY else b''.join(pieces)

    def _plain_line_ends(self, chunk: bytes) -> bytes:
        """CRLF and CR become LF, also when a CRLF was cut in two."""
        if self._ends_in_return and chunk.startswith(b'\n'):
            chunk = chunk[1:]
            if not chunk:
                self._ends_in_return = False
        if chunk:
            self._ends_in_return = chunk.endswith(b'\r')
        return chunk.replace(b'\r\n', b'\n').replace(b'\r', b'\n')

    def _events(self, lines: list[bytes]) -> list[Event]:
        events: list[Event] = []
        data = self._data
        for line in lines:
            if line.startswith(b'data:'):
                self.has_fields = True
                if data and self._is_next(line):
                    self._end_event(events)
                data.append(line[6:] if line[5:6] == b' ' else line[5:])
            elif not line:
                self._end_event(events)
                self._name = ''
            else:
                self._take_rare_line(line, events)
        self._is_first = False
        if len(data) > self._weighed:
            self._weigh(data[self._weighed:])
        return events

    def _weigh(self, lines: list[bytes]) -> None:
        """An event of many lines may be no longer than one of one line."""
        self._weighed += len(lines)
        self._weight += sum(map(len, lines)) + LINE * len(lines)
        if self._weight > READ_BYTES:
            raise TooMuch(f'more than {READ_BYTES / MEGABYTE:.1f} MB in one piece')

    def _end_event(self, events: list[Event]) -> None:
        if data := self._data:
            events.append(self._event(self._name, data[0] if len(data) == 1 else b'\n'.join(data)))
            data.clear()
            self._weight = self._weighed = 0

    def _event(self, name: str, data: bytes) -> Event:
        if len(data) > LIGHT:
            bearable(data, is_beside=bool(self._freight))
        if not self._freight:
            return Event(name, data)
        freight, self._freight = self._freight, []
        return Event(name, data, freight)

    def _is_next(self, line: bytes) -> bool:
        """Whether this line begins an event of its own although no empty line stands before it: nowhere in JSON is a `}` at the end of
        a line followed by a `{`, so together they could be read by nobody."""
        return self._data[-1].rstrip().endswith(b'}') and line[5:].lstrip().startswith((b'{', b'[DONE]'))

    def _take_rare_line(self, line: bytes, events: list[Event]) -> None:
        if self._is_first:
            line = line.removeprefix(b'\xef\xbb\xbf')
            if line.startswith(b'data:'):
                self.has_fields = True
                self._data.append(line[5:].removeprefix(b' '))
                return
        self.has_lines = True
        if line.startswith(b':'):
            if not (events and events[-1].name == ':'):  # a flood of them says no more than one
                events.append(Event(':', line[1:LONGEST_COMMENT].strip()))
        elif line.startswith(b'event:'):
            name = line[6:LONGEST_COMMENT].strip().decode('utf-8', 'replace')
            if self._data and name != 'error' and self._data[-1].rstrip().endswith(b'}'):
                # the name of the next one: servers that put it behind their data write no empty line between the two, either
                self._end_event(events)
            self._name = name
        elif line.startswith(b'error:'):
            # llama.cpp and others name the field "error" instead of the event
            events.append(self._event('error', line[6:].strip()))
        elif line.lstrip().startswith((b'{', b'[')):
            # an error page, or an event without its name, written into the stream as it is
            self._end_event(events)
            events.append(self._event('', line.strip()))
