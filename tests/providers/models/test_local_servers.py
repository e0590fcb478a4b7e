"""Model servers of this machine: which are found, and for how long."""
from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx2
import pytest

from chat.providers import registry
from chat.providers.http.connections import Connections
from chat.providers.models import local_servers
from chat.providers.models.local_servers import find_local_servers
from chat.providers.registry import Providers
from chat.settings import Endpoint, Settings
from tests.model_server import Handler, ModelServer, sending_json, status_page


async def test_local_servers_are_found_but_never_ourselves(model_server: ModelServer, connections: Connections) -> None:
    ports = (('ollama', model_server.port), ('nobody', 9))
    [found] = await find_local_servers(connections.local, [], own_port=8080, ports=ports)
    assert (found.name, found.base_url, found.origin) == ('ollama', model_server.v1, 'found')
    known = Endpoint(name='mine', api='openai-chat', base_url=f'http://localhost:{model_server.port}/v1')
    assert await find_local_servers(connections.local, [known], own_port=None, ports=ports) == []
    assert await find_local_servers(connections.local, [], own_port=model_server.port, ports=ports) == []


async def test_a_server_that_listens_on_the_newer_protocol_alone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every machine that runs tests has that protocol, so the network is played."""
    monkeypatch.setattr(local_servers, 'is_ours', lambda port, addresses: True)

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.host != '::1':
            raise httpx2.ConnectError('nobody there')
        return httpx2.Response(200, json={'data': [{'id': 'm'}]}, request=request)
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
        [found] = await find_local_servers(http, [], own_port=None, ports=[('lmstudio', 1234)])
        assert (found.base_url, found.is_local, found.port) == ('http://[::1]:1234/v1', True, 1234)
        assert await find_local_servers(http, [replace(found, name='mine')], own_port=None, ports=[('lmstudio', 1234)]) == []


@pytest.mark.parametrize(('answer', 'is_found'), [
    (sending_json({'error': {'message': 'An API key is required'}}, 401), True),
    (sending_json({'error': {'message': 'No connected db.', 'type': 'no_db_connection'}}, 400), True),
    (sending_json({'detail': 'Unauthorized'}, 401), True),
    (status_page(401, b'<html><title>Router</title></html>'), False), (status_page(403, b'<html><title>Jenkins</title></html>'), False),
    (sending_json({'error': 'no'}, 404), False), (sending_json({'hello': 'world'}), False), (status_page(200, b'<html>'), False),
])
async def test_a_server_that_wants_a_key_is_found_but_nothing_else_that_is_locked(
        model_server: ModelServer, connections: Connections, answer: Handler, is_found: bool) -> None:
    model_server.list_answer = answer
    found = await find_local_servers(connections.local, [], own_port=None, ports=[('lmstudio', model_server.port)])
    assert bool(found) is is_found


@pytest.fixture
def looks_there(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, 'find_local_servers', partial(find_local_servers, ports=(('lmstudio', model_server.port),)))


async def found_by(tmp_path: Path) -> Providers:
    providers = Providers(Settings.load(tmp_path, None, {}))
    await asyncio.to_thread(providers.warm)
    await providers.refresh()
    return providers


def names(providers: Providers) -> list[str]:
    return [endpoint.name for endpoint in providers.endpoints]


@pytest.mark.usefixtures('looks_there')
async def test_the_settings_say_that_it_wants_a_key(model_server: ModelServer, tmp_path: Path) -> None:
    model_server.list_answer = sending_json({'error': {'message': 'An API key is required'}}, 401)
    providers = await found_by(tmp_path)
    assert providers.problems['lmstudio'].startswith('lmstudio wants a key: put one for lmstudio into the settings')
    assert providers.found_models == []
    await providers.close()


@pytest.mark.usefixtures('looks_there')
async def test_who_was_found_stays_while_it_is_too_busy_to_answer(model_server: ModelServer, tmp_path: Path) -> None:
    providers = await found_by(tmp_path)
    model_server.list_answer = status_page(503, b'busy')
    await providers.refresh()
    assert (names(providers), [model.id for model in providers.found_models]) == (['lmstudio'], ['lmstudio/test-model'])
    await providers.close()


@pytest.mark.usefixtures('looks_there')
async def test_who_was_found_goes_when_somebody_else_listens_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    providers = await found_by(tmp_path)
    monkeypatch.setattr(registry, 'has_changed_hands', lambda endpoint: True)
    monkeypatch.setattr(registry, 'find_local_servers', partial(find_local_servers, ports=()))
    await providers.refresh()
    assert names(providers) == []
    await providers.close()


@pytest.mark.usefixtures('looks_there')
@pytest.mark.parametrize(('name', 'host'), [('mine', 'localhost'), ('lmstudio', 'gpu.example')])
async def test_what_the_user_sets_up_takes_its_place(model_server: ModelServer, tmp_path: Path, name: str, host: str) -> None:
    providers = await found_by(tmp_path)
    providers.settings.add_endpoint(name=name, api='openai-chat', base_url=f'http://{host}:{model_server.port}/v1')
    providers.reload(providers.settings)
    assert [(endpoint.name, endpoint.origin) for endpoint in providers.endpoints] == [(name, 'file')]
    await providers.close()
