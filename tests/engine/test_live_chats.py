"""Which chats stay in memory, and that nobody ever holds a second object of one."""
from __future__ import annotations

import asyncio

import pytest

from chat.conversation import Chat, Delta, Lane
from chat.engine.engine import Engine
from chat.engine.live_chats import KEPT_CHATS
from tests.engine.conftest import Feed
from tests.waiting import until


class Onlooker:
    """A screen that shows a chat."""

    def reply_changed(self, _reply: object) -> None: ...

    def chat_changed(self) -> None: ...


async def an_answered_chat(engine: Engine, feed: Feed, prompt: str = 'hello', *, temporary: bool = False) -> Chat:
    chat = engine.new([Lane(model='fed/a')], temporary=temporary)
    engine.send(chat, prompt)
    (await feed.request(prompt)).put(Delta(text='x'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    await engine.store.flush(5)
    return chat


async def crowd_out(engine: Engine, feed: Feed) -> None:
    for number in range(KEPT_CHATS + 2):
        await an_answered_chat(engine, feed, f'crowd {number}')


async def test_opening_twice_at_once_gives_one_live_chat(engine: Engine, feed: Feed) -> None:
    chat = await an_answered_chat(engine, feed)
    engine.chats.drop(chat.id)
    first, second = await asyncio.gather(engine.open(chat.id), engine.open(chat.id))
    assert first is second is not None
    assert first is not chat


async def test_what_was_just_left_is_the_same_object_still(engine: Engine, feed: Feed) -> None:
    chat = await an_answered_chat(engine, feed)
    assert await engine.open(chat.id) is chat


async def test_a_chat_long_unused_leaves_the_memory_and_comes_back_from_disk(engine: Engine, feed: Feed) -> None:
    chat = await an_answered_chat(engine, feed)
    await crowd_out(engine, feed)
    assert engine.find(chat.id) is None
    back = await engine.open(chat.id)
    assert back
    assert back.path()[-1].prompt == 'hello'
    assert len(engine.chats.all()) <= KEPT_CHATS + 1  # the one that came last was not saved yet when it was counted


async def test_opening_a_chat_makes_it_the_last_to_leave(engine: Engine, feed: Feed) -> None:
    chat, other = await an_answered_chat(engine, feed, 'one'), await an_answered_chat(engine, feed, 'other')
    await engine.open(chat.id)
    assert [kept.id for kept in engine.chats.all()] == [other.id, chat.id]


async def test_a_chat_that_is_seen_stays(engine: Engine, feed: Feed) -> None:
    chat = await an_answered_chat(engine, feed)
    chat.views.add(Onlooker())
    await crowd_out(engine, feed)
    assert engine.find(chat.id) is chat


async def test_a_chat_that_runs_stays(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/a')])
    engine.send(chat, 'a long story')
    stream = await feed.request('a long story')
    await crowd_out(engine, feed)
    assert engine.find(chat.id) is chat
    stream.put(Delta(text='The end.'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))


async def test_a_temporary_chat_stays_since_no_disk_has_it(engine: Engine, feed: Feed) -> None:
    chat = await an_answered_chat(engine, feed, temporary=True)
    await crowd_out(engine, feed)
    assert engine.find(chat.id) is chat


async def test_a_chat_that_still_waits_for_the_disk_stays(engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = await an_answered_chat(engine, feed)
    monkeypatch.setattr(engine.store, 'has_pending', lambda chat_id: chat_id == chat.id)
    await crowd_out(engine, feed)
    assert engine.find(chat.id) is chat
