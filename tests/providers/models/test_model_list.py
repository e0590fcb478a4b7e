"""What servers answer when they are asked for their models: a list in many dresses, or none yet."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chat.providers.http.connections import Connections
from chat.providers.models.local_servers import find_local_servers
from chat.providers.models.model_list import entries_in, models_of
from chat.providers.registry import Providers
from chat.settings import Endpoint, Settings
from tests.model_server import ModelServer, sending_json
from tests.odd_names import ODD_NAMES
from tests.providers.asking import KEY, ask_for, got, provider_for

CASES = Path(__file__).parent.parent / 'cases'
ENDPOINT = Endpoint(name='here', api='openai-chat', base_url='http://127.0.0.1:1/v1')


def case(name: str) -> Any:
    return json.loads((CASES / name).read_text(encoding='utf-8'))


def names(body: Any) -> list[str]:
    return [model.id.removeprefix('here/') for model in models_of(entries_in(body), ENDPOINT)]


@pytest.mark.parametrize(('body', 'found'), [
    ({'data': [{'id': 'a'}, {'id': 'b'}]}, ['a', 'b']), ([{'id': 'a'}], ['a']), (['a', 'b'], ['a', 'b']), ({'models': ['a']}, ['a']),
    ({'models': [{'name': 'a:latest', 'model': 'a:latest'}]}, ['a:latest']), ({'data': {'models': [{'id': 'a'}]}}, ['a']),
    ({'models': {'a': {'context_length': 8}, 'b': {}}}, ['a', 'b']), ({'result': [{'name': '@cf/a'}], 'success': True}, ['@cf/a']),
    ({'data': None, 'models': ['a']}, ['a']), ({'data': []}, []), ({'object': 'list', 'data': None}, []), ({'object': 'list'}, []),
    ({'models': None}, []), ([], []), ({'data': [{'id': ''}, {'id': 2}, {'id': None, 'name': 'a'}, {'id': ' '}, 7, None]}, ['a']),
    ({'data': [{'id': 'a'}, {'id': 'a'}, 'a', {'name': 'a'}]}, ['a']), ({'data': [{'id': 'x' * 301}]}, []),
])
def test_lists_in_all_their_dresses(body: Any, found: list[str]) -> None:
    assert names(body) == found


@pytest.mark.parametrize('body', [{}, {'status': 'ok'}, 'Hello', 7, None, {'data': 'soon'}, {'models': {'a': 1}}, {'object': 'model'}])
def test_what_is_no_list(body: Any) -> None:
    with pytest.raises(ValueError, match='no list of models'):
        entries_in(body)


def test_lists_as_servers_have_sent_them() -> None:
    assert names(case('models-bare-list.json')) == ['meta-llama/Llama-3.3-70B-Instruct-Turbo']
    assert names(case('models-odd-entries.json')) == ['bare-name', 'ds/deepseek-v4-pro', 'good-model', 'only-a-name']
    assert names(case('models-null-data.json')) == []
    told = [entry['id'] for entry in case('models-odd-ids.json')['data']]
    assert names(case('models-odd-ids.json')) == [name.removeprefix('models/') for name in told]


async def test_models_of_any_name_are_asked_for_by_it(model_server: ModelServer, connections: Connections) -> None:
    model_server.models = [{'id': name} for name in ODD_NAMES]
    provider = provider_for(model_server, connections)
    listed = [model.id.partition('/')[2] for model in await provider.models()]
    assert listed == [*ODD_NAMES]
    for name in listed:
        await got(provider, ask_for(model=name))
    assert [exchange.json['model'] for exchange in model_server.exchanges] == [*ODD_NAMES]


@pytest.mark.parametrize('body', [case('models-null-data.json'), {'models': []}, [], {'data': [{'id': 'a'}]}])
async def test_a_local_server_is_found_also_while_it_has_no_models(model_server: ModelServer, connections: Connections, body: Any) -> None:
    model_server.list_answer = sending_json(body)
    found = await find_local_servers(connections.local, [], own_port=None, ports=(('ollama', model_server.port),))
    assert [endpoint.name for endpoint in found] == ['ollama']


@pytest.mark.parametrize('body', [{'error': 'not here'}, {'status': 'ok'}, 'Hello'])
async def test_what_is_no_model_server_is_not_found(model_server: ModelServer, connections: Connections, body: Any) -> None:
    model_server.list_answer = sending_json(body)
    assert await find_local_servers(connections.local, [], own_port=None, ports=(('ollama', model_server.port),)) == []


@pytest.mark.parametrize(('body', 'told'), [
    ({'base_resp': {'status_code': 1004, 'status_msg': 'login fail: no such key'}}, 'does not accept the key'),
    ({'message': 'Welcome to the gateway'}, 'not with a list of models'),
])
async def test_what_a_server_says_in_place_of_its_list_is_told(
    model_server: ModelServer, tmp_path: Path, body: dict[str, Any], told: str,
) -> None:
    model_server.list_answer = sending_json(body)
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='here', api='openai-chat', base_url=model_server.v1, api_key=KEY)
    providers = Providers(settings, finds_local=False)
    await providers.refresh()
    await providers.close()
    words = body.get('message') or body['base_resp']['status_msg']
    assert told in providers.problems['here']
    assert f'“{words}”' in providers.problems['here']
