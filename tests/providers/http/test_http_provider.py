"""Stop must reach the server: a consumer that is cancelled or lets go closes the HTTP response, whatever the stream is doing.

The moment is measured where it counts: by the server, when it sees the end of the connection. The traps: a bare `break` leaves the stream
open as long as somebody refers to it; a stream that hangs or has not even sent its headers must be let go as well.
"""
from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest

from chat.providers.http import http_provider
from chat.providers.http.connections import Connections
from chat.providers.registry import Providers
from chat.providers.stream.answer import Answer
from chat.providers.stream.answer_body import AnswerBody
from chat.settings import Api, Settings
from tests.model_server import Handler, ModelServer, hanging, repeating, sending, speaking
from tests.providers.asking import ask_for, got, provider_for
from tests.providers.streams import every_api, unfinished
from tests.waiting import in_time


def talking_on(api: Api) -> Handler:
    return repeating([b''.join(unfinished(api, 'word '))])


@every_api
@pytest.mark.parametrize('moment', ['writing', 'hanging', 'before the headers'])
async def test_cancelling_closes_the_connection(model_server: ModelServer, connections: Connections, api: Api, moment: str) -> None:
    has_text = asyncio.Event()
    handlers = {'writing': talking_on(api), 'hanging': sending(unfinished(api, 'x'), then='hang'), 'before the headers': hanging()}
    model_server.answer(handlers[moment])

    async def consume() -> None:
        async for delta in provider_for(model_server, connections, api).stream(ask_for()):
            if delta.text:
                has_text.set()
    task = asyncio.create_task(consume())
    exchange = await model_server.next_exchange()
    if moment != 'before the headers':
        await in_time(has_text.wait())
    task.cancel()
    assert await in_time(exchange.closed.wait())
    with pytest.raises(asyncio.CancelledError):
        await task


@every_api
async def test_closing_the_generator_closes_the_connection(
    model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api,
) -> None:
    kept: list[AnswerBody] = []  # a reference somewhere must not keep the connection open

    def keep(response: httpx2.Response, answer: Answer) -> AnswerBody:
        kept.append(AnswerBody(response, answer))
        return kept[-1]
    monkeypatch.setattr(http_provider, 'AnswerBody', keep)
    model_server.answer(talking_on(api))
    stream = provider_for(model_server, connections, api).stream(ask_for())
    await anext(stream)
    await stream.aclose()
    assert await in_time(model_server.exchanges[0].closed.wait())


async def test_two_hundred_streams_at_once_all_complete(model_server: ModelServer, tmp_path: Path) -> None:
    for name, api, url in (('a', 'openai-chat', model_server.v1), ('b', 'openai-responses', model_server.v1),
        ('c', 'anthropic', model_server.url)):
        settings = Settings.load(tmp_path, None, {})
        settings.add_endpoint(name=name, api=api, base_url=url, api_key='k')
    providers = Providers(settings, finds_local=False)
    model_server.default = speaking('one two three four', pause=0.02)
    results = await asyncio.gather(*(got(provider) for i in range(200) if (provider := providers.get(f'{"abc"[i % 3]}/m'))))
    await providers.close()
    assert len(results) == 200
    assert {(result.text, result.finish_reason, result.kind) for result in results} == {('one two three four', 'stop', None)}


async def test_two_hundred_cancelled_streams_leave_nothing_behind(model_server: ModelServer, connections: Connections) -> None:
    model_server.default = sending(unfinished('openai-chat', 'x'), then='hang')
    provider = provider_for(model_server, connections)
    tasks = [asyncio.create_task(got(provider)) for _ in range(200)]
    await model_server.next_exchange(200)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await in_time(asyncio.gather(*(exchange.closed.wait() for exchange in model_server.exchanges)))
    model_server.default = speaking('free again')
    assert (await got(provider)).text == 'free again'
