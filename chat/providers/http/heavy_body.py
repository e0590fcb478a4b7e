"""Requests of many megabytes (pictures, long texts), made and sent piece by piece.

One `json.dumps` of 27 MB holds up the event loop for a tenth of a second, even in a thread: it holds the GIL.
So the long strings of a body are made into bytes in small slices, in a thread. The SDK gets the body with marks in their place, and
when its request is about to leave, the bytes take the place of the marks.
"""
from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpx2

from chat.conversation import Message
from chat.conversation.json_object import JsonObject

HEAVY = 400_000
"""Characters of all messages together: below, a body is made in less than two milliseconds, and at once."""
LONG = 16_000
"""Characters of a string of a heavy body that is not left to the SDK."""
SLICE = 96 * 1024
"""Characters or bytes that are turned into bytes in one go; a multiple of three, so that slices of base64 can be joined."""
SECRET = secrets.token_hex(16)
"""Nobody who writes a prompt can know it, so no prompt can pass for a mark."""
MARK = re.compile(rb'%s-(\d+)-' % SECRET.encode())
_freight: ContextVar[Sequence[list[bytes]]] = ContextVar('freight', default=())
"""What goes with the request that is being sent in this context."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Base64:
    """Stands in a body for a string: `prefix`, then the data in base64."""

    data: bytes = field(repr=False)
    prefix: str = ''


@dataclass(kw_only=True, slots=True)
class HeavyBody:
    """`light` is the body with marks; `freight` are the bytes that belong in their places, by number."""

    light: JsonObject
    freight: list[list[bytes]] = field(default_factory=list)

    @contextmanager
    def on_board(self) -> Iterator[None]:
        """Requests that are sent meanwhile, in this context, take the freight along."""
        _freight.set(self.freight)
        try:
            yield
        finally:
            _freight.set(())


def is_heavy(messages: Sequence[Message]) -> bool:
    return any(message.attachments for message in messages) or sum(len(message.content) for message in messages) > HEAVY


def packed(body: JsonObject) -> HeavyBody:
    """For a thread: it lets the event loop have the interpreter after each slice."""
    heavy = HeavyBody(light={})
    heavy.light = _lightened(body, heavy.freight)
    return heavy


async def load(request: httpx2.Request) -> None:
    """A hook of the HTTP clients: called when a request is complete and has not left yet."""
    if freight := _freight.get():
        pieces = list(_pieces(request.content, freight))
        request.stream = PieceStream(pieces)
        request.headers['content-length'] = str(sum(map(len, pieces)))


class PieceStream(httpx2.AsyncByteStream):
    """Each piece is one write, with room for others between two of them."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def _pieces(light: bytes, freight: Sequence[list[bytes]]) -> Iterator[bytes]:
    for i, part in enumerate(MARK.split(light)):
        if i % 2:
            yield from freight[int(part)]
        elif part:
            yield part


def _lightened(value: Any, freight: list[list[bytes]]) -> Any:
    if isinstance(value, dict):
        return {name: _lightened(one, freight) for name, one in value.items()}
    if isinstance(value, list):
        return [_lightened(one, freight) for one in value]
    if not isinstance(value, Base64) and not (isinstance(value, str) and len(value) > LONG):
        return value
    freight.append(_written(value))
    return f'{SECRET}-{len(freight) - 1}-'


def _written(value: str | Base64) -> list[bytes]:
    """As it stands between the quotation marks of a JSON string."""
    if isinstance(value, str):
        return [_breathe(json.dumps(part, ensure_ascii=False)[1:-1].encode()) for part in _sliced(value)]
    return [value.prefix.encode(), *(_breathe(base64.b64encode(part)) for part in _sliced(memoryview(value.data)))]


def _sliced(whole: Any) -> Iterator[Any]:
    return (whole[start:start + SLICE] for start in range(0, len(whole), SLICE))


def _breathe(piece: bytes) -> bytes:
    time.sleep(0)  # without it the event loop gets its turn only every five milliseconds
    return piece
