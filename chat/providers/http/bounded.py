"""HTTP with servers that nobody vouches for: no more is taken than is wanted, and the event loop is let go of while it is read.

The SDKs read the bodies of errors themselves and at once, and httpx2 unpacks what it gets in one go: so the bounds stand below both, in the
transport.
"""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2

from chat.providers.limits import ERROR_BYTES, ERROR_SECONDS, LIST_BYTES, MEGABYTE
from chat.providers.network.bounded_headers import Excess, HeaderBoundedBackend, HeaderBoundedStream

NO_PACKING = frozenset({'', 'identity', 'none', 'utf-8', 'utf8'})
"""Values of `content-encoding` that pack nothing; the latter ones are mistakes that are made."""
SLICE = 16 * 1024
"""Bytes that are handed on in one go: what is done with them takes a few milliseconds at most."""
EACH = 512
"""What a piece of a body costs beside its bytes, in bytes: a server may send each byte in a chunk of its own."""
_is_streaming: ContextVar[bool] = ContextVar('is_streaming', default=False)


@contextmanager
def streaming() -> Iterator[None]:
    """What is asked for meanwhile, in this context, may have any length: whoever reads it counts for himself."""
    token = _is_streaming.set(True)
    try:
        yield
    finally:
        _is_streaming.reset(token)


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Between the client and the connections."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner
        if pool := getattr(inner, '_pool', None):
            # no constructor of httpx2 takes a backend for the network
            pool._network_backend = HeaderBoundedBackend(pool._network_backend)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers['accept-encoding'] = 'identity'
        response = await self._inner.handle_async_request(request)
        if isinstance(stream := response.extensions.get('network_stream'), HeaderBoundedStream):
            stream.end_headers()
        packing = response.headers.get('content-encoding', '').strip().lower()
        is_packed = packing not in NO_PACKING
        if is_packed and response.is_success:
            await response.aclose()
            raise Excess(f'an answer packed as “{packing[:40]}”, which was not asked for')
        _tidy(response.headers)
        response.stream = _bounded(response, request, is_packed=is_packed)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class BoundedStream(httpx2.AsyncByteStream):
    """A body up to `most` bytes: what is longer raises Excess."""

    def __init__(self, inner: httpx2.AsyncByteStream, most: int | None, what: str = '') -> None:
        self._inner = inner
        self._most = most
        self._what = what

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = work = 0
        async for piece in self._inner:
            taken += len(piece)
            if self._most is not None and taken > self._most:
                raise Excess(f'{self._what} of more than {self._most // MEGABYTE} MB')
            for start in range(0, len(piece), SLICE):
                yield piece[start:start + SLICE]
                work += EACH + min(SLICE, len(piece) - start)
                if work > SLICE:
                    # bytes that have already arrived are handed out without a pause in which others could run
                    work = 0
                    await asyncio.sleep(0)

    async def aclose(self) -> None:
        await self._inner.aclose()


class ErrorStream(httpx2.AsyncByteStream):
    """The beginning of an error's body, as far as it comes in time. The rest is not worth a failure of its own."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = bytearray()
        # where it breaks off, the status and the words so far tell more than that
        with suppress(TimeoutError, httpx2.TransportError):
            async with asyncio.timeout(ERROR_SECONDS):
                async for piece in BoundedStream(self._inner, None):
                    taken += piece
                    if len(taken) >= ERROR_BYTES:
                        break
        yield bytes(taken[:ERROR_BYTES])

    async def aclose(self) -> None:
        await self._inner.aclose()


class NoStream(httpx2.AsyncByteStream):
    """A body that is not read."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        return
        yield b''

    async def aclose(self) -> None:
        await self._inner.aclose()


def _bounded(response: httpx2.Response, request: httpx2.Request, *, is_packed: bool) -> httpx2.AsyncByteStream:
    inner = response.stream
    assert isinstance(inner, httpx2.AsyncByteStream)
    if not response.is_success:
        # the status of an error tells enough without its words
        return NoStream(inner) if is_packed else ErrorStream(inner)
    if _is_streaming.get():
        return BoundedStream(inner, None)
    return BoundedStream(inner, LIST_BYTES, 'a list of models' if request.method == 'GET' else 'an answer')


def _tidy(headers: httpx2.Headers) -> None:
    """Nothing is unpacked, no cookie is parsed, and bytes become text as UTF-8: Python knows charsets that unpack or take forever."""
    for name in ('content-encoding', 'set-cookie'):
        headers.pop(name, None)
    if 'content-type' in headers:
        headers['content-type'] = headers['content-type'].partition(';')[0]


def no_cookies() -> CookieJar:
    """Stays empty: two endpoints on one host would share it."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))
