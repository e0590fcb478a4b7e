"""The engine against a real llama.cpp server: a wire, a queue, thoughts and refusals that nobody here has written.

Traps told here: it answers nothing at all, not even headers, to those who wait for a slot; it tells items of the Responses API apart by
their type; it calls an answer that the limit has cut off complete; its list of models needs no key, its answers do; it goes on writing for
nobody unless the connection is closed.
"""
from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from chat.conversation import Chat, Lane, Reply, ReplyStatus
from chat.engine import answering
from chat.engine.engine import Engine
from chat.providers.http import http_provider
from chat.settings import Api, Settings
from tests.engine.house import running_engine
from tests.providers.asking import APIS
from tests.running_app import free_port
from tests.tiny_llama import TinyLlama
from tests.waiting import until

every_api = pytest.mark.parametrize('api', APIS)
LONGER = 0.5
"""Seconds of a clock that outlasts the others."""
LONG = 65536
"""Tokens of a window that no test fills."""


@pytest.fixture(scope='module')
def llama() -> Iterator[TinyLlama]:
    with TinyLlama(slots=2, window=LONG) as server:
        yield server


@pytest.fixture(scope='module')
def thinker() -> Iterator[TinyLlama]:
    with TinyLlama(slots=1, thinking=True) as server:
        yield server


@asynccontextmanager
async def engine_for(folder: Path, server: TinyLlama, api: Api = 'openai-chat', *, key: str = '', concurrency: int | None = None,
                     ) -> AsyncIterator[Engine]:
    """An app whose endpoint `llama` is this server."""
    settings = Settings.load(folder, None, {})
    url = server.url if api == 'anthropic' else server.v1
    settings.add_endpoint(name='llama', api=api, base_url=url, api_key=key, concurrency=concurrency)
    async with running_engine(settings, finds_local=False) as engine:
        yield engine


def chat_with(engine: Engine, *, lanes: int = 1, is_streamed: bool = True, **parameters: object) -> Chat:
    lane = Lane(model='llama/tiny', parameters={'temperature': 0, **parameters}, is_streamed=is_streamed)
    return engine.new([lane.fresh() for _ in range(lanes)])


async def asked(engine: Engine, chat: Chat, prompt: str) -> Reply:
    """The reply of the first lane, when it has ended."""
    reply = engine.send(chat, prompt).replies[0][0]
    await until(lambda: not engine.is_running(chat.id))
    return reply


def ended(reply: Reply) -> tuple[str, str | None]:
    return reply.status, reply.error.message if reply.error else None


@every_api
async def test_it_is_listed_with_its_window_its_slots_and_no_price(llama: TinyLlama, tmp_path: Path, api: Api) -> None:
    async with engine_for(tmp_path, llama, api) as engine:
        await engine.providers.refresh()
        model = engine.providers.model('llama/tiny')
        provider = engine.providers.get('llama/tiny')
        assert provider
        assert [one.id for one in engine.providers.models if one.endpoint == 'llama'] == ['llama/tiny']
        assert (model.context_window, model.is_free, provider.concurrency) == (LONG, True, 2)
        assert await engine.providers.test(engine.providers.endpoints[0]) == 'llama works: it offers 1 model.'


@every_api
async def test_several_turns_and_continue(llama: TinyLlama, tmp_path: Path, api: Api) -> None:
    async with engine_for(tmp_path, llama, api) as engine:
        await engine.providers.refresh()
        chat = chat_with(engine, max_tokens=12)
        for prompt in ('One', 'Two', 'Three'):
            reply = await asked(engine, chat, prompt)
            assert ended(reply) == ('done', None)
            assert reply.text.strip()
            assert (reply.usage.output_tokens, reply.cost, reply.is_cut_off) == (12, 0, True)
            assert bool(reply.usage.writing_seconds) is (api != 'anthropic'), 'it tells its time in two of its APIs'
        more = engine.continue_reply(chat, reply)
        await until(lambda: not engine.is_running(chat.id))
        assert ended(more) == ('done', None)
        assert more.text.startswith(reply.text)
        assert len(more.text) > len(reply.text)


@every_api
@pytest.mark.parametrize('is_streamed', [True, False])
async def test_thoughts_are_told_from_the_answer(thinker: TinyLlama, tmp_path: Path, api: Api, is_streamed: bool) -> None:
    async with engine_for(tmp_path, thinker, api) as engine:
        chat = chat_with(engine, max_tokens=80, is_streamed=is_streamed)
        for prompt in ('Think', 'And again'):
            reply = await asked(engine, chat, prompt)
            assert ended(reply) == ('done', None)
            assert [part.kind for part in reply.parts] == ['thinking', 'text']
            assert reply.thinking.strip()
            assert reply.text.strip()
            assert '<think>' not in reply.text + reply.thinking


@every_api
@pytest.mark.parametrize('is_streamed', [True, False])
async def test_stop_frees_the_slot_and_keeps_what_was_written(llama: TinyLlama, tmp_path: Path, api: Api, is_streamed: bool) -> None:
    async with engine_for(tmp_path, llama, api) as engine:
        chat, before = chat_with(engine, is_streamed=is_streamed), llama.tokens_written()
        reply = engine.send(chat, 'Write for ever').replies[0][0]
        await until(lambda: reply.first_token_at or reply.note)
        engine.stop(chat.id)
        await until(lambda: not reply.is_running)
        assert ended(reply) == ('stopped', None)
        assert reply.text.strip()
        await until(lambda: llama.busy_slots() == 0)
        assert 0 < llama.tokens_written() - before < LONG / 2, 'it had gone on writing for nobody'


@every_api
async def test_a_conversation_that_is_too_long_is_told_as_that(thinker: TinyLlama, tmp_path: Path, api: Api) -> None:
    async with engine_for(tmp_path, thinker, api) as engine:
        reply = await asked(engine, chat_with(engine), 'word ' * 3000)
        assert reply.error
        assert reply.error.kind == 'too_long'
        assert 'The conversation is too long for “tiny”: shorten it' in reply.error.message


@every_api
async def test_a_wrong_key_is_told_though_the_list_needs_none(tmp_path: Path, api: Api) -> None:
    with TinyLlama(slots=1, key='sk-the-right-one-123') as server:
        async with engine_for(tmp_path / 'wrong', server, api, key='sk-a-wrong-one-456') as engine:
            reply = await asked(engine, chat_with(engine), 'Hello')
            assert reply.error
            assert (reply.error.kind, 'sk-' in reply.error.message) == ('bad_key', False)
            assert 'does not accept the key' in reply.error.message
            assert 'does not accept the key' in await engine.providers.test(engine.providers.endpoints[0])
        async with engine_for(tmp_path / 'right', server, api, key='sk-the-right-one-123') as engine:
            assert (await engine.providers.test(engine.providers.endpoints[0])).startswith('llama works')
            assert ended(await asked(engine, chat_with(engine, max_tokens=5), 'Hello')) == ('done', None)


async def test_six_lanes_share_one_slot_as_a_line_of_ours(tmp_path: Path) -> None:
    with TinyLlama(slots=1) as server:
        async with engine_for(tmp_path, server) as engine:
            await engine.providers.refresh()
            server.freeze()  # or the first would have ended before anybody looks
            chat = chat_with(engine, lanes=6, max_tokens=20)
            replies = [replies[0] for replies in engine.send(chat, 'All of you').replies.values()]
            await until(lambda: replies[-1].queue_position == 5)
            assert [reply.status for reply in replies[1:]] == [ReplyStatus.QUEUED] * 5
            server.go_on()
            await until(lambda: not any(reply.is_running for reply in replies))
            assert [ended(reply) for reply in replies] == [('done', None)] * 6


@every_api
async def test_six_lanes_wait_in_the_queue_of_the_server_as_long_as_it_takes(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    """All clocks but that of silence in the middle of an answer are far too short for it."""
    monkeypatch.setattr(http_provider, 'FIRST_TIMEOUT', LONGER / 10)
    monkeypatch.setattr(answering, 'FIRST_TOKEN_SECONDS', LONGER / 10)
    with TinyLlama(slots=1) as server:
        async with engine_for(tmp_path, server, api, concurrency=6) as engine:
            await engine.providers.refresh()
            server.freeze()
            chat = chat_with(engine, lanes=6, max_tokens=20)
            replies = [replies[0] for replies in engine.send(chat, 'All of you').replies.values()]
            with pytest.raises(httpx2.ReadTimeout):  # somebody with a longer clock gives up
                await engine.providers.connections.local.get(f'{server.url}/health', timeout=LONGER)
            assert [reply.status for reply in replies] == [ReplyStatus.WAITING] * 6
            server.go_on()
            await until(lambda: not any(reply.is_running for reply in replies))
            assert [ended(reply) for reply in replies] == [('done', None)] * 6


async def test_a_server_that_is_started_after_the_app_is_there_as_soon_as_it_is_looked_for(tmp_path: Path) -> None:
    server = TinyLlama(port=free_port(), slots=1)
    async with engine_for(tmp_path, server) as engine:
        await engine.providers.refresh()
        assert 'cannot be reached' in engine.providers.problems['llama']
        with server:
            assert await engine.providers.test(engine.providers.endpoints[0]) == 'llama works: it offers 1 model.'
            assert 'llama/tiny' in [model.id for model in engine.providers.models]
            assert ended(await asked(engine, chat_with(engine, max_tokens=5), 'Hello')) == ('done', None)
