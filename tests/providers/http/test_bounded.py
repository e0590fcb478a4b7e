"""Answers that never end, that are packed, or that come byte by byte are bounded, and their connections let go."""
from __future__ import annotations

import gzip
import zlib

import pytest

from chat.providers.http import bounded, http_provider
from chat.providers.http.connections import Connections
from chat.providers.limits import ERROR_BYTES
from chat.providers.models import local_servers
from chat.settings import Api
from tests.model_exchange import Exchange
from tests.model_server import Handler, ModelServer, repeating, sending_json, status_page
from tests.providers.streams import every_api, stream_of
from tests.providers.ways import Ask, every_way, held, let_go, listed, prompt, searched

BOMB = {'gzip': gzip.compress(bytes(30_000_000)), 'deflate': zlib.compress(bytes(30_000_000))}


BLANKS = b' ' * 1_000_000


@every_api
@every_way
async def test_nothing_packed_is_asked_for(far: ModelServer, connections: Connections, api: Api, ask: Ask) -> None:
    await ask(far, connections, api)
    assert [exchange.headers['accept-encoding'] for exchange in far.all] == ['identity']


@every_api
@every_way
@pytest.mark.parametrize('packing', ['gzip', 'deflate'])
async def test_a_packed_answer_is_refused(far: ModelServer, connections: Connections, api: Api, ask: Ask, packing: str) -> None:
    result = await held(ask, far, connections, api, status_page(200, BOMB[packing], 'application/json', content_encoding=packing))
    assert let_go(far.all[-1])
    if ask is not searched:
        assert result.error
        assert result.kind == 'bad_answer'
        assert f'packed as “{packing}”, which was not asked for' in result.error.message


@pytest.mark.parametrize('packing', ['GZIP', 'gzip, gzip', 'br', 'zstd', 'x-gzip', 'compress', 'identity, gzip'])
async def test_every_packing_is_refused(far: ModelServer, connections: Connections, packing: str) -> None:
    result = await held(prompt, far, connections, 'openai-chat', status_page(200, BOMB['gzip'], content_encoding=packing))
    assert (result.kind, result.text) == ('bad_answer', '')


@pytest.mark.parametrize('packing', ['identity', 'none', 'UTF-8', ''])
async def test_what_is_not_packed_is_taken(far: ModelServer, connections: Connections, packing: str) -> None:
    far.answer(status_page(200, b''.join(stream_of('openai-chat', 'Hello')), 'text/event-stream', content_encoding=packing))
    assert (await prompt(far, connections, 'openai-chat')).text == 'Hello'


@every_api
@every_way
async def test_a_packed_error_is_named_by_its_status(far: ModelServer, connections: Connections, api: Api, ask: Ask) -> None:
    result = await held(ask, far, connections, api, status_page(401, BOMB['gzip'], 'application/json', content_encoding='gzip'))
    assert result.kind == (None if ask is searched else 'bad_key')


@every_api
@pytest.mark.parametrize('charset', ['zlib', 'bz2', 'hex', 'punycode', 'idna', 'undefined', 'utf-7', 'utf-16', 'unicode_escape'])
async def test_a_charset_unpacks_nothing(far: ModelServer, connections: Connections, api: Api, charset: str) -> None:
    words = b'{"error": {"message": "no such key"}}' + b'a-' * 30_000
    result = await held(prompt, far, connections, api, status_page(401, words, f'text/plain; charset={charset}'))
    assert result.error
    assert result.kind == 'bad_key'
    assert 'no such key' in result.error.message


def endless(status: int, *, start: bytes = b'') -> Handler:
    async def handler(exchange: Exchange) -> None:
        await exchange.start(status, 'application/json')
        await exchange.send(start)
        while not exchange.closed.is_set():
            await exchange.send(BLANKS)
    return handler


@every_api
@every_way
async def test_of_an_endless_error_only_the_beginning_is_read(far: ModelServer, connections: Connections, api: Api, ask: Ask) -> None:
    begin = b'{"error": {"message": "Too many requests", "type": "rate_limit_error", "input": "'
    result = await held(ask, far, connections, api, endless(429, start=begin))
    assert let_go(far.all[-1])
    if ask is not searched:
        assert result.error
        assert result.kind == 'rate_limit'
        assert 'Too many requests' in result.error.message


@every_api
async def test_an_error_that_comes_byte_by_byte_is_not_waited_for(
        far: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    monkeypatch.setattr(bounded, 'ERROR_SECONDS', 0.2)

    result = await held(prompt, far, connections, api, repeating([b'Loading', b'!'], status=503, content_type='text/plain'))
    assert result.error
    assert result.kind == 'overloaded'
    assert 'Loading!' in result.error.message
    assert let_go(far.exchanges[-1])


@every_api
async def test_an_error_as_long_as_is_read_is_whole(far: ModelServer, connections: Connections, api: Api) -> None:
    words = '{"error": {"code": "context_length_exceeded", "message": "' + 'x' * (ERROR_BYTES - 100) + '"}}'
    result = await held(prompt, far, connections, api, status_page(400, words.encode(), 'application/json'))
    assert result.kind == 'too_long'


@every_api
@pytest.mark.parametrize('ask', [listed, searched])
async def test_a_list_without_an_end_is_refused(far: ModelServer, connections: Connections, api: Api, ask: Ask) -> None:
    result = await held(ask, far, connections, api, endless(200))
    assert let_go(far.all[-1])
    if ask is listed:
        assert result.error
        assert 'a list of models of more than 8 MB' in result.error.message


@every_api
@pytest.mark.parametrize('ask', [listed, searched])
async def test_a_list_that_comes_byte_by_byte_is_not_waited_for(
        far: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api, ask: Ask) -> None:
    monkeypatch.setattr(http_provider, 'LIST_TIMEOUT', 0.2)
    monkeypatch.setattr(local_servers, 'LOOK_TIMEOUT', 0.2)

    result = await held(ask, far, connections, api, repeating([b' '], content_type='application/json'))
    assert let_go(far.all[-1])
    assert result.kind == (None if ask is searched else 'unreachable')


async def test_a_wait_that_no_one_can_wait_is_none(far: ModelServer, connections: Connections) -> None:
    """Numbers without an end are no seconds."""
    for handler in (sending_json({}, 429, retry_after='9' * 5000),
                    sending_json({'error': {'message': f'try again in {"9" * 5000}m{"9" * 400}s'}}, 429),
                    sending_json({'error': {'details': [{'retryDelay': '9' * 5000 + 's'}]}}, 429)):
        result = await held(prompt, far, connections, 'openai-chat', handler)
        assert result.error
        assert (result.kind, result.error.retry_after) == ('rate_limit', None)
