"""Pays once, before serving, for what the SDKs and the price list do on their first call (provider-facts 1.6 and 5)."""
from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import httpx2

from chat.catalog import describe
from chat.conversation import Message
from chat.providers.http.connections import Connections
from chat.providers.protocols.protocols import provider_class
from chat.providers.provider import Request
from chat.settings import Api, Endpoint

STREAMS: dict[Api, bytes] = {
    'openai-chat': b'data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    'openai-responses': b'data: {"type":"response.completed","response":{"status":"completed"}}\n\n',
    'anthropic': b'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\n',
}


def warm_up(connections: Connections, apis: Iterable[Api]) -> None:
    """The first price, and a first answer of each of these protocols from inside this process. Blocks for up to two seconds."""
    describe('openai/gpt-4o', 'https://api.openai.com/v1')
    asyncio.run(_ask_each(connections, apis))


async def _ask_each(connections: Connections, apis: Iterable[Api]) -> None:
    for api in apis:
        provider = provider_class(api)(Endpoint(name='warm-up', api=api, base_url='http://127.0.0.1:9', origin='built-in'), connections)
        provider.http = httpx2.AsyncClient(transport=httpx2.MockTransport(_answering(STREAMS[api])))
        async with provider.http:
            async for _ in provider.stream(Request(model='m', messages=(Message(role='user', content='Hi'),))):
                continue


def _answering(stream: bytes) -> Callable[[httpx2.Request], httpx2.Response]:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={'content-type': 'text/event-stream'}, content=stream, request=request)
    return handler
