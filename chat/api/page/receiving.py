"""What the page sends as a raw body: from the page itself only, and never more than is wanted."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.responses import JSONResponse
from nicegui.server import Server
from starlette.requests import ClientDisconnect

BROKEN_OFF = 'The upload was interrupted.'
CLOSED = 'Polylogue was closed before this file had arrived; add it again after the start.'
LOOK = 0.2
"""Seconds between two looks whether the app ends: a second later the server would break off without a word."""
log = logging.getLogger(__name__)


class UploadRefused(Exception):
    """Why a body is not taken."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status

    def answer(self) -> JSONResponse:
        return problem(self.status, str(self))


def problem(status: int, sentence: str, *, retry_after: int = 0) -> JSONResponse:
    """`retry_after` in seconds: when it is worth another try."""
    return JSONResponse({'error': sentence}, status_code=status, headers={'retry-after': str(retry_after)} if retry_after else None)


def check_sender(request: Request) -> None:
    """By a header that no form of another site can send. Raises UploadRefused."""
    if 'x-polylogue' not in request.headers:
        raise UploadRefused(403, 'This address is for the page itself.')


async def pieces_of(request: Request, largest: int, too_large: str) -> AsyncIterator[bytes]:
    """The body, up to this many bytes. Raises UploadRefused, before the first piece if the size is told."""
    check_sender(request)
    length = request.headers.get('content-length', '')
    size = int(length) if length.isdigit() and len(length) < 20 else 0
    if size > largest:
        raise UploadRefused(413, too_large)
    size = 0
    async for piece in stream_of(request):
        size += len(piece)
        if size > largest:
            raise UploadRefused(413, too_large)
        yield piece


async def stream_of(request: Request) -> AsyncIterator[bytes]:
    """The body, however long it is. Raises UploadRefused when the page goes away in the middle of it, which is no error, and when the
    app ends meanwhile."""
    pieces = request.stream()
    try:
        while (piece := await _next_of(pieces)) is not None:
            yield piece
    except ClientDisconnect:
        log.debug('%s: %s', request.url.path, BROKEN_OFF)
        raise UploadRefused(400, BROKEN_OFF) from None


async def _next_of(pieces: AsyncIterator[bytes]) -> bytes | None:
    coming = asyncio.ensure_future(anext(pieces, None))
    try:
        while not coming.done():
            if is_closing():
                raise UploadRefused(503, CLOSED)
            await asyncio.wait([coming], timeout=LOOK)
        return coming.result()
    finally:
        coming.cancel()


def is_closing() -> bool:
    """Whether the app is about to end."""
    server = getattr(Server, 'instance', None)
    return server is not None and server.should_exit


async def body_of(request: Request, largest: int, too_large: str) -> bytes:
    """All of it. Raises UploadRefused."""
    return b''.join([piece async for piece in pieces_of(request, largest, too_large)])
