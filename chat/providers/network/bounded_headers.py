"""Connections on which headers have an end: httpcore2 reads interim answers (103 Early Hints) for as long as they come, in one go."""
from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

from chat.providers.limits import HEADER_BYTES

READ = 4096
"""Bytes that are read in one go while headers are waited for: a few milliseconds for the parser."""


class Excess(httpx2.TransportError):
    """The server sends what was not asked for, or more than is taken. The text says what, to stand after "sent"."""


class HeaderBoundedStream(httpcore2.AsyncNetworkStream):
    """From a request until `end_headers`, only so many bytes may come."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner
        self._left: int | None = HEADER_BYTES

    def end_headers(self) -> None:
        """The body may have any length."""
        self._left = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._left is None:
            return await self._inner.read(max_bytes, timeout)
        if self._left <= 0:
            raise Excess('headers without an end')
        data = await self._inner.read(min(max_bytes, READ), timeout)
        self._left -= len(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._left = HEADER_BYTES
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return HeaderBoundedStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class HeaderBoundedBackend(httpcore2.AsyncNetworkBackend):
    """Makes such connections."""

    def __init__(self, inner: httpcore2.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return HeaderBoundedStream(await self._inner.connect_tcp(host, port, timeout, local_address, socket_options))

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return HeaderBoundedStream(await self._inner.connect_unix_socket(path, timeout, socket_options))

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
