"""Model servers on this machine, found by their usual ports."""
from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx2

from chat.providers.models.model_list import entries_in
from chat.providers.models.port_owners import is_ours
from chat.providers.stream.json_values import parse_json
from chat.settings import Endpoint

USUAL_PORTS = (('ollama', 11434), ('lmstudio', 1234), ('llamacpp', 8080), ('llamacpp-app', 9931), ('vllm', 8000))
LOOK_TIMEOUT = 1.5
"""Seconds."""


async def find_local_servers(
    http: httpx2.AsyncClient, known: Sequence[Endpoint], *, own_port: int | None, ports: Sequence[tuple[str, int]] = USUAL_PORTS,
) -> list[Endpoint]:
    """Those that answer with a list of models, and belong to nobody else. Ports of known endpoints and our own are left alone."""
    taken = {_port(endpoint.base_url) for endpoint in known if endpoint.is_local} | {own_port}
    free = [(name, port) for name, port in ports if port not in taken]
    found = await asyncio.gather(*(_is_model_server(http, port) for _, port in free))
    return [
        Endpoint(name=name, api='openai-chat', base_url=f'http://127.0.0.1:{port}/v1', origin='found')
        for (name, port), is_there in zip(free, found, strict=True) if is_there
    ]


async def _is_model_server(http: httpx2.AsyncClient, port: int) -> bool:
    if not await asyncio.to_thread(is_ours, port):
        return False
    try:
        async with asyncio.timeout(LOOK_TIMEOUT):
            response = await http.get(f'http://127.0.0.1:{port}/v1/models')
            entries_in(parse_json(response.content))
    except (httpx2.HTTPError, TimeoutError, ValueError):
        return False
    return response.status_code == 200


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
