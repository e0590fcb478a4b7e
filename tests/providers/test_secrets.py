"""Keys go to the host they are meant for, and into no error text.

Traps told here: both SDKs send what they find in the environment (keys, organisation, project, custom headers) to any host; some servers
echo the key in their error; an exception of the SDK that hangs on ours would bring its text into a traceback; HTTP_PROXY catches
127.0.0.1 as well.
"""
from __future__ import annotations

import json
import traceback

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api, Endpoint
from tests.model_server import ModelServer, sending_json
from tests.protocols import sse
from tests.providers.asking import KEY, ask_for, got, provider_at, provider_for
from tests.providers.streams import every_api

ENVIRONMENT = {
    'OPENAI_API_KEY': 'env-openai-key', 'OPENAI_ORG_ID': 'env-org', 'OPENAI_PROJECT_ID': 'env-project', 'OPENAI_ADMIN_KEY': 'env-admin',
    'OPENAI_CUSTOM_HEADERS': 'X-Env-Custom: env-header\nAuthorization: Bearer env-auth', 'OPENAI_BASE_URL': 'http://127.0.0.1:9/env',
    'ANTHROPIC_API_KEY': 'env-anthropic-key', 'ANTHROPIC_AUTH_TOKEN': 'env-token', 'ANTHROPIC_BASE_URL': 'http://127.0.0.1:9/env',
    'ANTHROPIC_CUSTOM_HEADERS': 'X-Env-Custom: env-header\nX-Api-Key: env-key', 'ANTHROPIC_PROFILE': 'env-profile',
}


@every_api
@pytest.mark.parametrize('key', ['', 'own-key'])
async def test_the_environment_stays_at_home(
    model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api, key: str,
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    provider = provider_for(model_server, connections, api, key=key)
    assert (await got(provider)).error is None
    await provider.models()
    for exchange in model_server.all:
        assert 'env-' not in json.dumps(exchange.headers)
        assert exchange.headers['authorization'] == f'Bearer {key or "none"}'


async def test_gateways_get_the_older_headers_of_anthropic(model_server: ModelServer, connections: Connections) -> None:
    await got(provider_for(model_server, connections, 'anthropic'))
    headers = model_server.exchanges[0].headers
    assert (headers['x-api-key'], headers['anthropic-version']) == (KEY, '2023-06-01')


@every_api
@pytest.mark.parametrize('key', [KEY, 'plain/key+42'])
async def test_an_echoed_key_is_taken_out(model_server: ModelServer, connections: Connections, api: Api, key: str) -> None:
    echo = {'error': {'message': f'Incorrect API key provided: {key} (Bearer {key}), or sk-another-one-987654321'}}
    model_server.answer(sending_json(echo, 401), [sse(echo)])
    provider = provider_for(model_server, connections, api, key=key)
    for _ in range(2):
        error = (await got(provider)).error
        assert error
        told = ''.join(traceback.format_exception(error)) + error.message + repr(error.__context__)
        assert key not in told
        assert 'sk-another' not in told
        assert 'Incorrect API key provided' in told


HEADERS = (
    ('x-gateway-key', 'a-secret-of-the-gateway'), ('authorization', 'Bearer the-word-of-the-house'), ('anthropic-version', '2099-01-01'))


@every_api
async def test_headers_of_the_user_go_with_everything_and_win(
        model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    provider = provider_for(model_server, connections, api, headers=HEADERS)
    model_server.models = [{'id': 'tiny', 'owned_by': 'llamacpp'}]
    assert (await got(provider)).error is None
    await provider.models()
    await provider.speaks()
    assert {exchange.path.rpartition('/')[2].partition('?')[0] for exchange in model_server.all} >= {'models', 'props'}
    assert len(model_server.all) == 4
    for exchange in model_server.all:
        assert {name: exchange.headers[name] for name, _ in HEADERS} == dict(HEADERS)
        assert 'env-' not in json.dumps(exchange.headers)


@every_api
async def test_echoed_headers_are_taken_out(model_server: ModelServer, connections: Connections, api: Api) -> None:
    echo = {'error': {'message': 'Unknown: a-secret-of-the-gateway, Bearer the-word-of-the-house, or only the-word-of-the-house'}}
    model_server.answer(sending_json(echo, 401), [sse(echo)])
    provider = provider_for(model_server, connections, api, headers=HEADERS)
    for _ in range(2):
        error = (await got(provider)).error
        assert error
        told = ''.join(traceback.format_exception(error)) + error.message + repr(error.__context__)
        assert 'Unknown' in told
        assert 'secret-of' not in told
        assert 'word-of' not in told
    assert 'secret-of' not in repr(provider.endpoint)
    assert 'secret-of' not in json.dumps(provider.preview(ask_for()))


@every_api
@pytest.mark.parametrize('key', ['schlüssel', 'two\nlines', 'a\0b'])
async def test_a_key_that_is_none_is_said(model_server: ModelServer, connections: Connections, api: Api, key: str) -> None:
    result = await got(provider_for(model_server, connections, api, key=key))
    assert result.error
    assert result.kind == 'bad_key'
    assert key not in result.error.message


async def test_a_password_in_the_address_is_not_told(connections: Connections) -> None:
    error = (await got(provider_at('http://me:hunter2@127.0.0.1:9/v1', connections))).error
    assert error
    assert 'hunter2' not in error.message


def test_an_endpoint_does_not_show_its_key() -> None:
    assert KEY not in repr(Endpoint(name='e', api='openai-chat', base_url='http://x', api_key=KEY))


@every_api
async def test_a_proxy_is_not_used_for_this_machine(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    for name in ('HTTP_PROXY', 'http_proxy', 'ALL_PROXY'):
        monkeypatch.setenv(name, 'http://127.0.0.1:9')
    connections = Connections()
    assert (await got(provider_for(model_server, connections, api))).error is None
    await connections.close()
