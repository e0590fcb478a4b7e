"""Events of the Messages API, one by one, and what becomes of them."""
from __future__ import annotations

from typing import Any

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer
from tests.protocols import anthropic_end, anthropic_event, anthropic_start
from tests.providers.asking import Got, got, provider_for


def block(index: int, content: dict[str, Any], *deltas: dict[str, Any], end: dict[str, Any] | None = None) -> list[bytes]:
    return [
        anthropic_event('content_block_start', index=index, content_block=content),
        *(anthropic_event('content_block_delta', index=index, delta=delta) for delta in deltas),
        anthropic_event('content_block_stop', index=index, **({'content_block': end} if end else {}))]


def piece(text: str) -> dict[str, Any]:
    return {'type': 'input_json_delta', 'partial_json': text}


async def asked(server: ModelServer, connections: Connections, *blocks: list[bytes]) -> Got:
    server.answer([anthropic_start(), *(event for events in blocks for event in events), *anthropic_end()])
    return await got(provider_for(server, connections, 'anthropic'))
