"""What a hostile or broken server sends before its answer: headers without an end, cookies, redirects, what is no HTTP.

The trap: httpcore2 reads 103 Early Hints for as long as they come, and what has already arrived without a pause.
"""
from __future__ import annotations

import gzip
from collections.abc import Awaitable

import pytest

from chat.providers.http.connections import Connections
from chat.providers.limits import HEADER_BYTES
from chat.settings import Api
from tests.model_exchange import Exchange
from tests.model_server import Handler, ModelServer, sending, sending_json, speaking, status_page
from tests.providers.asking import KEY, got, provider_at
from tests.providers.streams import every_api, stream_of
from tests.providers.ways import Ask, every_way, held, let_go, listed, prompt, searched, whole


async def early_hints(exchange: Exchange) -> None:
    while not exchange.closed.is_set():
        await exchange.raw(b'HTTP/1.1 103 Early Hints\r\n\r\n' * 1000)


async def continuing(exchange: Exchange) -> None:
    while not exchange.closed.is_set():
        await exchange.raw(b'HTTP/1.1 100 Continue\r\nX: y\r\n\r\n')


async def headers(exchange: Exchange) -> None:
    await exchange.raw(b'HTTP/1.1 200 OK\r\n')
    while not exchange.closed.is_set():
        await exchange.raw(b'a: b\r\n' * 1000)


async def one_header(exchange: Exchange) -> None:
    await exchange.raw(b'HTTP/1.1 200 OK\r\nx: ')
    while not exchange.closed.is_set():
        await exchange.raw(b'x' * 10_000)


@every_api
@every_way
@pytest.mark.parametrize('handler', [early_hints, continuing, headers, one_header])
async def test_headers_have_an_end(far: ModelServer, connections: Connections, api: Api, ask: Ask, handler: Handler) -> None:
    result = await held(ask, far, connections, api, handler)
    assert let_go(far.all[-1])
    if ask is not searched:
        assert result.error
        assert result.kind == 'bad_answer'
        assert 'headers without an end' in result.error.message


async def test_early_hints_and_many_headers_do_no_harm(far: ModelServer, connections: Connections) -> None:
    """Also on a connection that is used again: each answer has its own room for them."""
    stream = b''.join(stream_of('openai-chat', 'Hello'))
    lines = b'x-one: %b\r\n' % (b'y' * 100) * ((HEADER_BYTES - 5000) // 110)

    async def generous(exchange: Exchange) -> None:
        await exchange.raw(b'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n' * 20)
        await exchange.raw(b'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: %d\r\n%b\r\n%b' % (
            len(stream), lines, stream))
        exchange.is_keeping_alive = True
    before = far.connection_count
    for _ in range(3):
        assert (await held(prompt, far, connections, 'openai-chat', generous)).text == 'Hello'
    assert far.connection_count == before + 1


@every_api
async def test_each_byte_in_a_chunk_of_its_own_lets_others_run(far: ModelServer, connections: Connections, api: Api) -> None:
    stream = b''.join([*stream_of(api, 'Hello')][:-1]) + b':' * 40_000 + b'\n\n' + stream_of(api, 'Hello')[-1]

    async def crumbs(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.raw(b''.join(b'1\r\n%c\r\n' % byte for byte in stream) + b'0\r\n\r\n')
    assert (await held(prompt, far, connections, api, crumbs)).text == 'Hello'


@every_api
async def test_cookies_are_not_kept(far: ModelServer, connections: Connections, api: Api) -> None:
    """Two endpoints on one host would get each other's: ports do not count."""
    async def baking(exchange: Exchange) -> None:
        await exchange.start(401, 'application/json', set_cookie='session=secret; path=/')
        await exchange.end()
    far.list_answer = baking
    far.answer(baking)
    await prompt(far, connections, api)
    await listed(far, connections, api)
    await searched(far, connections, api)
    far.list_answer = None
    for ask in (prompt, whole, listed, searched):
        await ask(far, connections, api)
    assert [exchange.headers.get('cookie') for exchange in far.all] == [None] * 7


@every_api
@every_way
@pytest.mark.parametrize('status', [301, 302, 303, 307, 308])
async def test_a_redirect_takes_nothing_to_another_host(
        far: ModelServer, model_server: ModelServer, connections: Connections, api: Api, ask: Ask, status: int) -> None:
    def moved(exchange: Exchange) -> Awaitable[None]:
        return sending_json({}, status, location=f'{model_server.url}{exchange.path}?{KEY}')(exchange)
    result = await held(ask, far, connections, api, moved)
    assert model_server.all == []
    if ask is not searched:
        assert result.error
        assert result.kind == 'bad_answer'
        assert 'moved to' in result.error.message
        assert KEY not in result.error.message


@every_api
@pytest.mark.parametrize('location', ['', '//', 'http://[', 'x' * 20_000, 'http://\x7f/', 'javascript:alert(1)', '\x80\xff'])
async def test_a_redirect_to_nowhere_is_said(far: ModelServer, connections: Connections, api: Api, location: str) -> None:
    result = await held(prompt, far, connections, api, sending_json({}, 302, location=location))
    assert result.kind == 'bad_answer'


@every_api
@pytest.mark.parametrize('answer', [
    b'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nx', b'SSH-2.0-OpenSSH_9.6\r\n\r\n',
    b'\x15\x03\x01\x00\x02',
    b'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n',
    b'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n', b'HTTP/1.1 99999 \r\n\r\n',
])
async def test_what_is_no_http_is_said(far: ModelServer, connections: Connections, api: Api, answer: bytes) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.raw(answer)
        exchange.drop()
    result = await held(prompt, far, connections, api, handler)
    assert result.kind == 'bad_answer'


async def test_after_all_that_the_server_is_asked_as_before(far: ModelServer, connections: Connections) -> None:
    for handler in (early_hints, headers, sending([b' ' * 1_000_000] * 3, then='reset')):
        await held(prompt, far, connections, 'openai-chat', handler)
    assert (await held(prompt, far, connections, 'openai-chat', speaking('Still here.'))).text == 'Still here.'


async def test_the_same_holds_behind_a_proxy(far: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model server plays the proxy."""
    monkeypatch.setenv('HTTP_PROXY', far.url)
    connections = Connections()
    provider = provider_at('http://model.example/v1', connections)
    for handler in (status_page(200, gzip.compress(bytes(1_000_000)), content_encoding='gzip'), early_hints):
        far.answer(handler)
        assert (await got(provider)).kind == 'bad_answer'
    assert far.exchanges[-1].path == 'http://model.example/v1/chat/completions'
    assert far.exchanges[-1].headers['accept-encoding'] == 'identity'
    await connections.close()
