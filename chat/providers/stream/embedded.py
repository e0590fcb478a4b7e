"""Pictures that come in events: base64 of megabytes, which nobody on the event loop may join, parse or copy.

The bytes of a long line come in many pieces. Those without a quotation mark lie in the middle of one string of the JSON; a run of them is
taken out, and a mark stands in its place while the event is parsed. What the string was for decides afterwards: pictures and sounds stay
in pieces, all else becomes text again.
"""
from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

HEAVY = 256 * 1024
"""Bytes of a line above which it is looked at."""
SHORTEST_RUN = 2
"""Pieces."""
ESCAPES = ((b'\\/', b'/'), (b'\\u002B', b'+'), (b'\\u002b', b'+'))
"""What PHP and .NET do to base64."""
OTHER_ESCAPE = re.compile(rb'\\(?!/|u002[Bb])')
SECRET = secrets.token_hex(16)
"""No server can know it, so none can write a mark."""
MARK = re.compile(f'{SECRET}-(\\d+)-')
NAMES_OF_DATA = frozenset({
    'url', 'image_url', 'uri', 'data', 'b64_json', 'base64', 'image_base64', 'result', 'partial_image_b64', 'image', 'audio', 'source'})
"""Fields in which bytes come as base64; everywhere else a long string is text."""
DEEPEST = 60

Freight = Sequence[Sequence[bytes]]
"""The runs that were taken out of an event, by the number of their mark."""


@dataclass(kw_only=True, slots=True, frozen=True)
class EmbeddedText:
    """A string of an event, in the pieces in which it came."""

    pieces: tuple[bytes, ...] = field(repr=False)

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    @property
    def text(self) -> str:
        """For fields that turn out to hold no bytes."""
        return b''.join(map(unescaped, self.pieces)).decode('utf-8', 'replace')


def lightened(pieces: Sequence[bytes], freight: list[Sequence[bytes]]) -> bytes:
    """The line with marks in the place of its runs, which are added to the freight."""
    light: list[bytes] = []
    for is_inside, run in _runs(pieces):
        if is_inside and len(run) >= SHORTEST_RUN:
            light.append(f'{SECRET}-{len(freight)}-'.encode())
            freight.append(run)
        else:
            light += run
    return b''.join(light)


def laden(value: Any, freight: Freight, name: str = '', depth: int = DEEPEST) -> Any:
    """A parsed event with what was taken out of it. `name` is that of the field."""
    if isinstance(value, str):
        return _string(value, freight, name) if SECRET in value else value
    if depth and isinstance(value, dict):
        return {key: laden(one, freight, key, depth - 1) for key, one in value.items()}
    if depth and isinstance(value, list):
        return [laden(one, freight, name, depth - 1) for one in value]
    return value


def unescaped(piece: bytes) -> bytes:
    """A piece of a run as it is meant."""
    if b'\\' in piece:
        for escape, char in ESCAPES:
            piece = piece.replace(escape, char)
    return piece


def _runs(pieces: Sequence[bytes]) -> Iterator[tuple[bool, list[bytes]]]:
    marked = ((_is_inside(piece) and b'\\' not in before[-5:], piece) for before, piece in zip((b'', *pieces), pieces, strict=False))
    return ((is_inside, [piece for _, piece in run]) for is_inside, run in groupby(marked, itemgetter(0)))


def _is_inside(piece: bytes) -> bool:
    """Whether it may lie in the middle of a string. (An escape that begins in one piece and ends in the next belongs to neither.)"""
    if not piece.isascii() or piece.find(b'"') >= 0:
        return False
    return OTHER_ESCAPE.search(piece) is None


def _string(value: str, freight: Freight, name: str) -> str | EmbeddedText:
    parts = MARK.split(value)
    if name in NAMES_OF_DATA:
        runs = (freight[int(part)] if at % 2 else [part.encode('utf-8', 'replace')] for at, part in enumerate(parts))
        return EmbeddedText(pieces=tuple(piece for run in runs for piece in run if piece))
    words = (b''.join(map(unescaped, freight[int(part)])).decode('utf-8', 'replace') if at % 2 else part for at, part in enumerate(parts))
    return ''.join(words)
