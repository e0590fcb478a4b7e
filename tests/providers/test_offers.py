"""Models of servers that come up, or get other models, while a page is open."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.providers import offers, registry
from chat.providers.registry import Providers
from chat.settings import Settings
from tests.model_exchange import Exchange
from tests.model_server import ModelServer, sending_json
from tests.running_app import free_port
from tests.waiting import in_time, until


@pytest.fixture
async def late(tmp_path: Path) -> AsyncIterator[tuple[Providers, int]]:
    """An endpoint where nobody listens yet, and its port."""
    port = free_port()
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='late', api='openai-chat', base_url=f'http://127.0.0.1:{port}/v1')
    providers = Providers(settings, finds_local=False)
    await providers.refresh()
    assert 'cannot be reached' in providers.problems['late']
    yield providers, port
    await providers.close()


def names(providers: Providers) -> list[str]:
    return [model.id for model in providers.models if model.endpoint == 'late']


async def test_a_server_that_comes_up_is_seen_when_somebody_is_about_to_choose(
        late: tuple[Providers, int], monkeypatch: pytest.MonkeyPatch) -> None:
    providers, port = late
    async with ModelServer(port=port) as server:
        providers.ask_again_if_old()
        await asyncio.sleep(0)
        assert server.all == [], 'the failure is news yet'
        monkeypatch.setattr(offers, 'NEWS_SECONDS', -1)
        providers.ask_again_if_old()
        await until(lambda: names(providers) == ['late/test-model'])
        assert 'late' not in providers.problems
        server.models = [{'id': 'pulled-since'}]
        providers.ask_again_if_old()
        await until(lambda: names(providers) == ['late/pulled-since'])


async def test_whoever_asks_because_of_the_news_is_answered_anew(
        late: tuple[Providers, int], monkeypatch: pytest.MonkeyPatch) -> None:
    providers, port = late
    monkeypatch.setattr(offers, 'NEWS_SECONDS', -1)
    async with ModelServer(port=port) as server:
        told: list[list[str]] = []

        def look() -> None:
            told.append(names(providers))
            if len(told) == 1:
                server.models = [{'id': 'pulled-since'}]
                providers.ask_again_if_old()
        providers.watchers.add(look)
        providers.ask_again_if_old()
        await until(lambda: len(told) == 2)
        assert told == [['late/test-model'], ['late/pulled-since']]


@pytest.mark.parametrize('is_watched', [True, False])
async def test_those_in_trouble_are_asked_again_while_somebody_looks(
        late: tuple[Providers, int], monkeypatch: pytest.MonkeyPatch, is_watched: bool) -> None:
    providers, port = late
    monkeypatch.setattr(registry, 'TROUBLE_SECONDS', 0)
    has_changed = asyncio.Event()
    async with ModelServer(port=port) as server:
        if is_watched:
            providers.watchers.add(has_changed.set)
        providers.keep_up()
        if is_watched:
            await in_time(has_changed.wait())
            assert names(providers) == ['late/test-model']
        else:
            for _ in range(200):  # turns of the loop, in each of which it looks whether it is time
                await asyncio.sleep(0)
            assert server.all == []


async def test_whoever_asks_meanwhile_gets_the_same_answer(model_server: ModelServer, tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='late', api='openai-chat', base_url=model_server.v1)
    providers = Providers(settings, finds_local=False)
    go_on = asyncio.Event()

    async def slowly(exchange: Exchange) -> None:
        await go_on.wait()
        await sending_json({'data': [{'id': 'a'}]})(exchange)
    model_server.list_answer = slowly
    asking = [asyncio.create_task(providers.refresh()) for _ in range(3)]
    await until(lambda: bool(model_server.all))
    go_on.set()
    await asyncio.gather(*asking)
    assert (len(model_server.all), names(providers)) == (1, ['late/a'])
    await providers.close()


async def test_a_problem_is_told_when_it_comes_and_when_it_goes(model_server: ModelServer, tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='late', api='openai-chat', base_url=model_server.v1)
    providers = Providers(settings, finds_local=False)
    await providers.refresh()
    told: list[dict[str, str]] = []
    providers.watchers.add(lambda: told.append(dict(providers.problems)))
    model_server.list_answer = sending_json({'error': 'Loading model'}, 503)
    await providers.refresh()
    assert 'Loading model' in told[-1]['late']
    assert names(providers) == ['late/test-model'], 'what it had is still offered'
    model_server.list_answer = None
    await providers.refresh()
    assert told[-1] == {}
    await providers.close()
