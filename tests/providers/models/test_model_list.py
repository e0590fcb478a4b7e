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


def test_the_folder_of_a_file_does_not_tell_what_its_model_does() -> None:
    files = ['/srv/audio-models/llama.gguf', 'D:\\my-images\\llama.gguf']
    assert names([*files, '/srv/models/whisper.gguf', 'openai/whisper-large', 'BAAI/bge-reranker']) == files


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


@pytest.mark.parametrize(('url', 'entry', 'is_free'), [
    ('http://127.0.0.1:8080/v1', {'owned_by': 'llamacpp'}, True), ('http://[::1]:8000/v1', {'owned_by': 'vllm'}, True),
    ('http://gpu-box:8000/v1', {'owned_by': 'vllm'}, True), ('http://127.0.0.1:11434/v1', {'owned_by': 'bartowski'}, True),
    ('http://127.0.0.1:11434/v1', {'id': 'gpt-oss:120b-cloud'}, False), ('http://127.0.0.1:1234/v1', {}, True),
    ('http://127.0.0.1:4000/v1', {'owned_by': 'openai'}, False), ('http://127.0.0.1:8000/v1', {}, False),
    ('http://127.0.0.1:8000/v1', {'owned_by': None}, False), ('https://vllm.example/v1', {'owned_by': 'vllm'}, False),
])
def test_free_is_only_what_is_known_to_be(url: str, entry: dict[str, Any], is_free: bool) -> None:
    [model] = models_of([{'id': 'm', **entry}], Endpoint(name='here', api='openai-chat', base_url=url))
    assert model.is_free is is_free
    assert model.input_price == (0 if is_free else None)


@pytest.mark.parametrize(('prices', 'name', 'price'), [
    ('free', 'gpt-4o', 0), ('openai', 'gpt-4o', 2.5), ('openai', 'openai/gpt-4o', 2.5),
    ('', 'gpt-4o', None)])
def test_the_user_may_say_what_it_costs(prices: str, name: str, price: float | None) -> None:
    [model] = models_of([{'id': name}], Endpoint(name='here', api='openai-chat', base_url='http://127.0.0.1:4000/v1', prices=prices))
    assert model.input_price == price


async def test_a_model_that_was_named_is_known_by_the_list_of_its_server(model_server: ModelServer, connections: Connections) -> None:
    model_server.models = [{'id': 'mine', 'owned_by': 'llamacpp', 'meta': {'n_ctx': 512}}]
    mine, alias = await provider_for(model_server, connections, models=('mine', 'alias')).models()
    assert (mine.context_window, mine.is_free, alias.is_free) == (512, True, True)
    model_server.list_answer = sending_json({}, 500)
    assert [model.id for model in await provider_for(model_server, connections, models=('mine',)).models()] == ['local/mine']


async def test_what_is_free_is_remembered(model_server: ModelServer, tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='here', api='openai-chat', base_url=model_server.v1)
    model_server.models = [{'id': 'a', 'owned_by': 'llamacpp'}, {'id': 'b', 'owned_by': 'openai'}]
    providers = Providers(settings, finds_local=False)
    await providers.refresh()
    await providers.close()
    later = Providers(settings, finds_local=False)
    assert [(model.id, model.is_free) for model in later.models if model.endpoint == 'here'] == [('here/a', True), ('here/b', False)]
    await later.close()
