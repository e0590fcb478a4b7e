"""Events of the Responses API, one by one, and what becomes of them."""
from __future__ import annotations

from typing import Any

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer
from tests.protocols import responses_event
from tests.providers.asking import Got, got, provider_for

Item = dict[str, Any]


async def asked(server: ModelServer, connections: Connections, *events: bytes, output: list[Item] | None = None, **more: Any) -> Got:
    """The end of the response stands behind these events."""
    server.answer([*events, event('completed', response={'status': 'completed', 'output': output or [], **more})])
    return await got(provider_for(server, connections, 'openai-responses'))


def event(name: str, **fields: Any) -> bytes:
    return responses_event(f'response.{name}', **fields)


def call(arguments: str = '{"x": 1}', id: str = 'f', name: str = 'get') -> Item:
    return {'type': 'function_call', 'id': id, 'call_id': f'call_{id}', 'name': name, 'arguments': arguments}


def text(delta: str, id: str = 'm', at: int = 0) -> bytes:
    return event('output_text.delta', delta=delta, item_id=id, output_index=at, content_index=0)


def done(item: Item, at: int = 0) -> bytes:
    return event('output_item.done', item=item, output_index=at)


def added(item: Item, at: int = 0) -> bytes:
    return event('output_item.added', item=item, output_index=at)
