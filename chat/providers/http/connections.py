"""The two HTTP clients that all endpoints share: one for the world, one for this machine."""
from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx2

from chat.providers.http.bounded import BoundedTransport, no_cookies
from chat.providers.http.heavy_body import load
from chat.providers.network.proxies import ways
from chat.providers.network.tls import trust

LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=50, keepalive_expiry=120)
"""Enough for hundreds of streams at once; idle connections are kept two minutes, so that the next prompt needs no new TLS handshake."""
HOOKS = {'request': [load]}
READ_TIMEOUT = 300.0
"""Seconds of silence between bytes: a model may think that long without a word."""
FIRST_TIMEOUT = 600.0
"""The same before the headers, and for an answer in one piece, of which not a byte comes before its end."""
FOREVER = None
"""Before the headers of a model server nearby: its queue, and a long prompt, take as long as they take. Who waits can stop it."""


def timeout(read: float | None = FIRST_TIMEOUT) -> httpx2.Timeout:
    return httpx2.Timeout(connect=5, read=read, write=30, pool=10)


class Connections:
    """Shared httpx2 clients. Making them costs 35 ms for the certificates: done once, before serving."""

    def __init__(self) -> None:
        trusted = trust()
        context = trusted.context
        self.defect = trusted.defect
        """What is wrong with the variables that choose certificates, in a sentence."""
        # Redirects are not followed: they would take a prompt, and a key in a header of its own, to another host.
        client = partial(httpx2.AsyncClient, timeout=timeout(), event_hooks=HOOKS, trust_env=False)
        make = partial(_transport, context)
        self.world = client(transport=make(None), mounts=ways(make), cookies=no_cookies())
        # HTTP_PROXY catches 127.0.0.1 too unless NO_PROXY lists it (provider-facts 1.1).
        self.local = client(transport=make(None), cookies=no_cookies())
        self.packers = ThreadPoolExecutor(max_workers=1, thread_name_prefix='heavy-bodies')
        """Makes the bodies of heavy requests, one after the other: several threads at once would push the event loop aside."""

    def for_endpoint(self, *, is_local: bool) -> httpx2.AsyncClient:
        return self.local if is_local else self.world

    async def close(self) -> None:
        await self.world.aclose()
        await self.local.aclose()
        self.packers.shutdown(wait=False, cancel_futures=True)


def _transport(context: ssl.SSLContext, proxy: httpx2.Proxy | None) -> httpx2.AsyncBaseTransport:
    return BoundedTransport(
        httpx2.AsyncHTTPTransport(verify=context, limits=LIMITS, trust_env=False, proxy=proxy, socket_options=_keep_alive()))


def _keep_alive() -> list[tuple[int, int, int]]:
    """Where no clock runs, a machine that was switched off is noticed by this: after a minute and a half."""
    idle = getattr(socket, 'TCP_KEEPIDLE', None) or getattr(socket, 'TCP_KEEPALIVE', None)  # macOS has another name
    times = ((idle, 30), (getattr(socket, 'TCP_KEEPINTVL', None), 10), (getattr(socket, 'TCP_KEEPCNT', None), 6))
    return [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), *((socket.IPPROTO_TCP, name, value) for name, value in times if name)]
