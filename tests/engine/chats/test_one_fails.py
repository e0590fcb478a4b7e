"""Whatever fails, fails alone: the other replies, the other views and the store go on, and each reply reaches its end."""
from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from chat.conversation import Chat, Delta, Lane, Reply
from chat.engine.engine import Engine
from chat.providers.provider import Request
from tests.engine.conftest import END, Feed, asked, engine_with
from tests.waiting import in_time, until


class Broken(Feed):
    """A provider that raises what no provider should, after it has said a word."""

    name = 'broken'

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        yield Delta(text='So ')
        raise self.error


class BrokenView:
    """A view with a defect in it."""

    def reply_changed(self, reply: Reply) -> None:
        raise KeyError('what the reply says')

    def chat_changed(self) -> None:
        raise RecursionError


class Seeing:
    """A view that notes what it is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def reply_changed(self, reply: Reply) -> None:
        self.texts.append(reply.text)

    def chat_changed(self) -> None:
        pass


@pytest.mark.parametrize('error', [RuntimeError('sk-in-the-text'), MemoryError(), RecursionError(), SystemExit(3), OSError()],
                         ids=lambda error: type(error).__name__)
async def test_a_provider_that_fails_ends_its_own_reply_only(
        tmp_path: Path, error: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    feed = Feed()
    async with engine_with(tmp_path, feed, Broken(error)) as engine:
        chat = engine.new([Lane(model='broken/m'), Lane(model='fed/m')])
        broken, other = (replies[0] for replies in engine.send(chat, 'Hello').replies.values())
        stream = await feed.request('Hello')
        await until(lambda: not broken.is_running)
        assert broken.error
        assert (broken.status, broken.error.kind, broken.text) == ('failed', 'defect', 'So ')
        assert other.is_running
        stream.put(Delta(text='All well.'), END)
        await until(lambda: not other.is_running)
        assert (other.status, other.text) == ('done', 'All well.')
        await asked(engine, feed, 'And another')
    assert 'sk-in-the-text' not in caplog.text
    assert 'test_one_fails.py' in caplog.text, 'the place is told'


async def test_a_view_that_fails_keeps_nothing_from_the_reply_and_the_other_views(
        engine: Engine, feed: Feed, caplog: pytest.LogCaptureFixture) -> None:
    chat, seeing = engine.new([Lane(model='fed/m')]), Seeing()
    chat.views.update([BrokenView(), seeing])
    engine.listing.watchers.add(fail)
    reply = engine.send(chat, 'Hello').replies[0][0]
    (await feed.request('Hello')).put(Delta(text='One'), Delta(text=' two'), END)
    await until(lambda: not engine.is_running(chat.id))
    assert (reply.status, reply.text) == ('done', 'One two')
    assert seeing.texts[-1] == 'One two'
    await engine.store.flush()
    assert await stored_text(engine, chat) == 'One two'
    assert 'what the reply says' not in caplog.text


def fail(chat_id: str) -> None:
    raise ZeroDivisionError


async def stored_text(engine: Engine, chat: Chat) -> str:
    read = await engine.store.load_chat(chat.id)
    assert read
    return next(reply.text for turn in read.turns.values() for reply in turn.all_replies())


async def test_a_reply_ends_even_if_its_cost_cannot_be_counted(engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_to_charge(*_: object, **__: object) -> float:
        raise ValueError

    monkeypatch.setattr(engine.budget, 'charge', fail_to_charge)
    chat = engine.new([Lane(model='fed/m')])
    reply = engine.send(chat, 'Hello').replies[0][0]
    (await feed.request('Hello')).put(Delta(text='Free'), END)
    await until(lambda: not engine.is_running(chat.id))
    assert (reply.status, reply.text, reply.cost) == ('done', 'Free', None)


async def test_a_job_that_fails_is_told_to_who_asked_and_the_store_goes_on(engine: Engine, feed: Feed) -> None:
    def fail_in_the_thread(_: object) -> None:
        raise ImportError('a defect')

    with pytest.raises(ImportError):
        await in_time(engine.store.write(fail_in_the_thread))
    chat = await asked(engine, feed, 'Hello')
    await engine.store.flush()
    assert await stored_text(engine, chat) == 'An answer.'
