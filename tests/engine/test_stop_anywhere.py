"""Stop ends a reply and closes its connection at every moment of an answer, whatever the server does; and a server that never closes ends
nothing but itself."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.conversation import Lane, Reply, ReplyStatus
from chat.engine.engine import Engine
from chat.settings import Settings
from tests.engine.house import running_engine
from tests.model_exchange import Exchange
from tests.model_server import Handler, ModelServer
from tests.protocols import DONE, anthropic_event, chat_chunk, responses_event, sse
from tests.providers.stream import floods
from tests.providers.streams import every_api
from tests.waiting import in_time, until

TEXT = chat_chunk('Well')


@pytest.fixture
async def engine(tmp_path: Path, model_server: ModelServer) -> AsyncIterator[Engine]:
    """Its endpoint `local` is the model server."""
    settings = Settings.load(tmp_path, None, {})
    for api in floods.KIND:
        settings.add_endpoint(name=api, api=api, base_url=model_server.url if api == 'anthropic' else model_server.v1, models=('m',))
    async with running_engine(settings, finds_local=False) as engine:
        yield engine


def asked(engine: Engine, api: str = 'openai-chat') -> Reply:
    return engine.send(engine.new([Lane(model=f'{api}/m')]), 'Go on.').replies[0][0]


async def silence(exchange: Exchange) -> None:
    await exchange.hang()


async def drip(exchange: Exchange, pieces: bytes, begin: bytes = b'') -> None:
    """A byte at a time, and never the last."""
    await exchange.raw(begin)
    while pieces and not exchange.closed.is_set():
        for at in range(len(pieces)):
            await exchange.raw(pieces[at:at + 1])
            await asyncio.sleep(0)
    await exchange.hang()


def dripping(pieces: bytes, begin: bytes = b'') -> Handler:
    return lambda exchange: drip(exchange, pieces, begin)


def pouring(*pieces: bytes) -> Handler:
    async def handler(exchange: Exchange) -> None:
        await exchange.start()
        while not exchange.closed.is_set():
            for piece in pieces:
                await exchange.send(piece)
    return handler


def opened(status: str, kind: str = 'text/event-stream') -> bytes:
    return f'HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n\r\n'.encode()


@pytest.mark.parametrize('answer', [
    silence,
    dripping(b'x-a: b\r\n', b'HTTP/1.1 200 OK\r\n'),
    dripping(b'HTTP/1.1 103 Early Hints\r\n\r\n'),
    dripping(b'', opened('200 OK')),
    dripping(b'x', opened('200 OK') + b'data: {"'),
    dripping(b':\n', opened('200 OK')),
    dripping(b'\n', opened('200 OK')),
    dripping(b' ', opened('200 OK', 'application/json')),
    dripping(b'x', opened('400 No')),
    dripping(sse({'choices': []}), opened('200 OK')),
    dripping(chat_chunk('', role='assistant'), opened('200 OK')),
    pouring(b':\n' * 1000),
    pouring(b'\n' * 1000),
    pouring(sse({}) * 100),
    pouring(sse({'usage': {'prompt_tokens': 1}}) * 100),
    pouring(chat_chunk('', finish='stop') * 100),
], ids=['silence', 'headers', 'hints', 'body', 'event', 'comments', 'lines', 'blanks', 'error', 'events', 'roles', 'flood of comments',
        'flood of lines', 'flood of events', 'flood of usage', 'flood of ends'])
async def test_stop_while_nothing_is_said(engine: Engine, model_server: ModelServer, answer: Handler) -> None:
    model_server.answer(answer)
    reply = asked(engine)
    exchange = await model_server.next_exchange()
    await until(lambda: reply.status is ReplyStatus.WAITING)
    engine.stop_all()
    await until(lambda: not reply.is_running)
    await in_time(exchange.closed.wait())
    assert (reply.status, reply.text, reply.error) == (ReplyStatus.STOPPED, '', None)


@pytest.mark.parametrize('more', [
    dripping(b':\n', opened('200 OK') + TEXT), dripping(b'', opened('200 OK') + TEXT), pouring(TEXT * 100), pouring(TEXT, b':\n' * 1000),
], ids=['comments', 'silence', 'flood', 'flood of comments'])
async def test_stop_while_it_writes(engine: Engine, model_server: ModelServer, more: Handler) -> None:
    model_server.answer(more)
    reply = asked(engine)
    exchange = await model_server.next_exchange()
    await until(lambda: bool(reply.text))
    engine.stop_all()
    await until(lambda: not reply.is_running)
    await in_time(exchange.closed.wait())
    assert reply.status is ReplyStatus.STOPPED
    assert reply.text.startswith('Well')


ENDS: dict[str, list[bytes]] = {
    'openai-chat': [chat_chunk('Well'), chat_chunk(finish='stop'), DONE],
    'openai-responses': [responses_event('response.output_text.delta', delta='Well', item_id='i'), responses_event('response.completed')],
    'anthropic': [*floods.texts('anthropic', 'Well', 1), anthropic_event('message_stop')],
}


@every_api
@pytest.mark.parametrize('after', [b'', b':\n', b'\n', TEXT], ids=['silence', 'comments', 'lines', 'text'])
async def test_a_server_that_never_closes_has_ended_all_the_same(engine: Engine, model_server: ModelServer, api: str, after: bytes) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.send(b''.join(ENDS[api]))
        while after and not exchange.closed.is_set():
            await exchange.send(after)
        await exchange.hang()

    model_server.answer(handler)
    reply = asked(engine, api)
    exchange = await model_server.next_exchange()
    await until(lambda: not reply.is_running)
    await in_time(exchange.closed.wait())
    assert (reply.status, reply.text) == (ReplyStatus.DONE, 'Well')

