"""Test connection: what is told in one sentence, and what may have been meant.

Traps told here: a list of models is the same in all kinds of API and often open to everybody, so that neither a wrong kind nor a wrong key
shows in it; people leave out the /v1; LM Studio answers 200 to what it does not know; gateways without a list can be used all the same.
"""
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chat.providers.registry import Providers
from chat.settings import API_NAMES, Api, Endpoint, Settings
from tests.model_server import Handler, ModelServer, sending_json, status_page
from tests.providers.asking import KEY
from tests.running_app import free_port

CHAT, RESPONSES, MESSAGES, LIST = '/v1/chat/completions', '/v1/responses', '/v1/messages', '/v1/models'
PATHS: dict[Api, str] = {'openai-chat': CHAT, 'openai-responses': RESPONSES, 'anthropic': MESSAGES}


@pytest.fixture
async def providers(tmp_path: Path) -> AsyncIterator[Providers]:
    providers = Providers(Settings.load(tmp_path, None, {}), finds_local=False)
    yield providers
    await providers.close()


def endpoint(url: str, api: Api = 'openai-chat', *, key: str = KEY, models: tuple[str, ...] = ()) -> Endpoint:
    return Endpoint(name='here', api=api, base_url=url, api_key=key, models=models)


async def test_what_can_be_talked_to_is_counted(model_server: ModelServer, providers: Providers) -> None:
    assert await providers.test(endpoint(model_server.v1)) == 'here works: it offers 1 model.'
    model_server.models = [{'id': 'a'}, {'id': 'b'}, {'id': 'text-embedding-3'}]
    assert await providers.test(endpoint(model_server.v1)) == 'here works: it offers 2 models.'
    model_server.models = [{'id': 'text-embedding-3'}]
    assert 'offers no model that writes text' in await providers.test(endpoint(model_server.v1))
    model_server.models = []
    assert 'offers no models' in await providers.test(endpoint(model_server.v1))
    assert model_server.exchanges == [], 'no prompt was sent'


async def test_what_is_in_the_way_is_told_without_a_model(model_server: ModelServer, providers: Providers) -> None:
    for url, words in ((f'http://127.0.0.1:{free_port()}/v1', 'cannot be reached'), ('http://[oops', 'cannot be reached')):
        assert words in await providers.test(endpoint(url))
    assert 'key' in await providers.test(endpoint(model_server.v1, key='schlüssel'))


@pytest.mark.parametrize(('answer', 'words'), [
    (sending_json({'error': {'message': 'No connected db.', 'type': 'no_db_connection', 'code': '400'}}, 400), 'does not accept the key'),
    (sending_json({'error': {'message': 'Wrong key'}}, 401), 'does not accept the key'),
    (sending_json({'error': {'message': 'x-gateway-provider header is required'}}, 400), 'check the address, the kind of API and the key'),
    (status_page(503, b'busy'), 'too busy, or still loading a model'), (status_page(502, b''), 'had an error of its own'),
    (status_page(200, b'<html><title>A page</title></html>'), 'not with a list of models'),
    (status_page(404, b'Not Found'), 'no list of models'), (status_page(429, b''), 'limits how often it may be asked'),
])
async def test_each_answer_has_a_sentence_of_its_own(model_server: ModelServer, providers: Providers, answer: Handler, words: str) -> None:
    model_server.list_answer = answer
    model_server.routes = {LIST}
    told = await providers.test(endpoint(model_server.v1))
    assert words in told
    assert 'parameters' not in told
    assert '“?”' not in told
    assert '“”' not in told


async def test_no_key_is_told_from_a_wrong_one(model_server: ModelServer, providers: Providers) -> None:
    model_server.list_answer = status_page(401, b'')
    assert 'here wants a key' in await providers.test(endpoint(model_server.v1, key=''))


async def test_a_key_that_only_the_list_does_not_need_is_found_out(model_server: ModelServer, providers: Providers) -> None:
    model_server.probe_answer = sending_json({'error': {'message': 'Wrong key'}}, 401)
    assert 'does not accept the key' in await providers.test(endpoint(model_server.v1))


@pytest.mark.parametrize('path', ['/v1', '/api/v1', '/openai/v1', '/api'])
async def test_the_rest_of_an_address_is_found(model_server: ModelServer, providers: Providers, path: str) -> None:
    model_server.routes = {f'{path}/models', f'{path}/chat/completions'}
    told = await providers.test(endpoint(model_server.url))
    assert told == f'here answers at {model_server.url}{path}, not at {model_server.url}: add “{path}” to its address.'


@pytest.mark.parametrize('there', list(PATHS))
@pytest.mark.parametrize('chosen', list(PATHS))
async def test_the_wrong_kind_of_api_is_found(model_server: ModelServer, providers: Providers, there: Api, chosen: Api) -> None:
    model_server.routes = {LIST, PATHS[there]}
    told = await providers.test(endpoint(model_server.url if chosen == 'anthropic' else model_server.v1, chosen))
    if chosen == there:
        assert told == 'here works: it offers 1 model.'
    else:
        assert told == f'here does not speak {API_NAMES[chosen]}: choose {API_NAMES[there]} as its kind of API.'


async def test_nothing_but_a_list_is_no_model_server(model_server: ModelServer, providers: Providers) -> None:
    model_server.routes = {LIST}
    assert 'lists its models, but does not speak' in await providers.test(endpoint(model_server.v1))


@pytest.mark.parametrize(('answer', 'is_there'), [
    (sending_json({'error': 'Unexpected endpoint or method. (POST /v1/messages). Returning 200 anyway'}), False),
    (sending_json({'detail': 'Not Found'}, 404), False), (sending_json({'detail': 'Method Not Allowed'}, 405), False),
    (sending_json({'error': {'message': 'The model `` does not exist', 'code': 'model_not_found'}}, 404), True),
    (sending_json({'error': {'message': "'messages' is required"}}, 500), True), (sending_json({}, 422), True),
])
async def test_a_protocol_that_is_not_spoken_is_told_from_a_request_that_is_refused(
        model_server: ModelServer, providers: Providers, answer: Handler, is_there: bool) -> None:
    model_server.probe_answer = answer
    told = await providers.test(endpoint(model_server.url, 'anthropic'))
    assert told.startswith('here works') is is_there


async def test_models_that_were_named_need_no_list(model_server: ModelServer, providers: Providers) -> None:
    model_server.routes = {CHAT}
    assert (await providers.test(endpoint(model_server.v1, models=('mine',)))).startswith('here works: it has no list of models')
    assert 'name those that you want' in await providers.test(endpoint(model_server.v1))
    model_server.routes = None
    assert await providers.test(endpoint(model_server.v1, models=('test-model',))) == 'here works: it answers.'
    told = await providers.test(endpoint(model_server.v1, models=('test-model', 'other')))
    assert told == 'here works: it answers, but does not list “other”.'


async def test_an_endpoint_that_comes_up_offers_its_models_as_soon_as_it_is_tested(tmp_path: Path) -> None:
    port = free_port()
    settings = Settings.load(tmp_path, None, {})
    late = settings.add_endpoint(name='late', api='openai-chat', base_url=f'http://127.0.0.1:{port}/v1')
    providers = Providers(settings, finds_local=False)
    await providers.refresh()
    assert 'cannot be reached' in providers.problems['late']
    told: list[Any] = []
    providers.watchers.add(lambda: told.append(list(providers.models)))
    async with ModelServer(port=port):
        assert (await providers.test(late)).startswith('late works')
    assert 'late/test-model' in [model.id for model in told[-1]]
    assert providers.problems == {}
    await providers.close()
