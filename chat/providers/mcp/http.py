"""An MCP server over HTTP: the client for it, which takes no more than is wanted."""
from __future__ import annotations

from functools import partial

import httpx2

from chat.providers.http.bounded import BoundedStream, no_cookies
from chat.providers.network.proxies import ways
from chat.providers.network.tls import trust

LARGEST_ANSWER = 16 * 1024 * 1024
"""Bytes of one answer, and of one event of a stream."""
TIMEOUT = httpx2.Timeout(connect=5, read=300, write=30, pool=10)


class LimitedTransport(httpx2.AsyncBaseTransport):
    """A whole answer is bounded; of a stream the `mcp` package bounds each event."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers['accept-encoding'] = 'identity'
        response = await self._inner.handle_async_request(request)
        is_stream = 'event-stream' in response.headers.get('content-type', '').lower()
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = BoundedStream(response.stream, None if is_stream else LARGEST_ANSWER, 'an answer')
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


def client_for(url: str, headers: tuple[tuple[str, str], ...]) -> httpx2.AsyncClient:
    """Loads certificates (35 ms): for a thread. Redirects are not followed: they would take a token to another host."""
    make = partial(_transport, trust().context)
    is_local = httpx2.URL(url).host in {'127.0.0.1', 'localhost', '::1'}
    return httpx2.AsyncClient(
        transport=make(None), mounts={} if is_local else ways(make), headers=dict(headers), timeout=TIMEOUT, trust_env=False,
        follow_redirects=False, cookies=no_cookies())


def _transport(context: object, proxy: httpx2.Proxy | None) -> httpx2.AsyncBaseTransport:
    return LimitedTransport(httpx2.AsyncHTTPTransport(verify=context, trust_env=False, proxy=proxy))  # type: ignore[arg-type]
