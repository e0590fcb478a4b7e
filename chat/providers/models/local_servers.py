"""Model servers on this machine, found by their usual ports."""
from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpx2

from chat.providers.errors.failures import ErrorContext, error_of_response
from chat.providers.models.list_body import read_body
from chat.providers.models.model_list import entries_in
from chat.providers.models.port_owners import HERE, HERE_6, is_foreign, is_ours
from chat.providers.provider import ErrorKind
from chat.settings import Endpoint

USUAL_PORTS = (('ollama', 11434), ('lmstudio', 1234), ('llamacpp', 8080), ('llamacpp-app', 9931), ('vllm', 8000), ('litellm', 4000))
HOSTS = {'127.0.0.1': HERE, '[::1]': HERE_6}
"""Node listens on ::1 alone where it is told "localhost"."""
LOOK_TIMEOUT = 1.5
"""Seconds."""


async def find_local_servers(
    http: httpx2.AsyncClient, known: Sequence[Endpoint], *, own_port: int | None, ports: Sequence[tuple[str, int]] = USUAL_PORTS,
) -> list[Endpoint]:
    """Those that answer with a list of models or want a key for it, and belong to nobody else. Ports of known endpoints and our own are
    left alone."""
    taken = {endpoint.port for endpoint in known if endpoint.is_local} | {own_port}
    found = await asyncio.gather(*(_find(http, name, port) for name, port in ports if port not in taken))
    return [endpoint for endpoint in found if endpoint]


def has_changed_hands(endpoint: Endpoint) -> bool:
    """Whether somebody else listens now where this one was found. Reads files of the system."""
    addresses = HERE_6 if endpoint.host == '::1' else HERE
    return endpoint.port is not None and is_foreign(endpoint.port, addresses=addresses)


async def _find(http: httpx2.AsyncClient, name: str, port: int) -> Endpoint | None:
    for host, addresses in HOSTS.items():
        if await asyncio.to_thread(is_ours, port, addresses=addresses):
            endpoint = Endpoint(name=name, api='openai-chat', base_url=f'http://{host}:{port}/v1', origin='found')
            if await _is_model_server(http, endpoint):
                return endpoint
    return None


async def _is_model_server(http: httpx2.AsyncClient, endpoint: Endpoint) -> bool:
    try:
        async with asyncio.timeout(LOOK_TIMEOUT):
            response = await http.get(f'{endpoint.base_url}/models')
            body = await read_body(response.content)
            if response.status_code == 200:
                return entries_in(body) is not None
    except (httpx2.HTTPError, TimeoutError, ValueError):
        return False
    # what answers in JSON that it wants a key is worth a line on the settings page
    context = ErrorContext(endpoint=endpoint.name, url=endpoint.shown_url)
    error = error_of_response(response.status_code, response.content, response.headers, context)
    return isinstance(body, dict) and error.kind is ErrorKind.BAD_KEY
