"""A follower is told of everything once, in time, and of silence, too."""
from __future__ import annotations

import asyncio

from chat.conversation import Chat, Delta, Reply, ReplyStatus
from chat.engine.following.follower import FEW, Follower, pause
from chat.engine.following.reading import Place
from tests.waiting import in_time, turns_of_the_loop, until


def reply_in(chat: Chat, lane: int = 0) -> Reply:
    return Reply(turn_id='t', lane=lane, model='fed/m')


async def test_a_slow_reader_gets_what_has_gathered_in_one_batch() -> None:
    chat = Chat()
    first, second = reply_in(chat), reply_in(chat, 1)
    follower = Follower([first, second])
    chat.views.add(follower)
    batches = follower.batches()
    for piece in ('a', 'b', 'c'):
        first.append(Delta(text=piece), 1.0)
        chat.tell_reply_changed(first)
    second.append(Delta(text='x'), 1.0)
    chat.tell_reply_changed(second)
    chat.tell_reply_changed(reply_in(chat, 2))
    assert [(reply.lane, step.text) for reply, step in await in_time(anext(batches))] == [(0, 'abc'), (1, 'x')]
    for reply in (first, second):
        reply.finish(ReplyStatus.DONE, 2.0)
        chat.tell_reply_changed(reply)
    assert [(reply.lane, step.kind) for reply, step in await in_time(anext(batches))] == [
        (0, 'usage'), (0, 'ended'), (1, 'usage'), (1, 'ended')]
    assert [batch async for batch in batches] == []
    assert follower.has_ended


async def test_silence_is_told_and_a_reader_that_has_gone_is_let_go() -> None:
    reply = reply_in(Chat())
    follower = Follower([reply], heartbeat=0.001)
    batches = follower.batches()
    assert [await in_time(anext(batches)) for _ in range(3)] == [[], [], []]
    waiting = asyncio.ensure_future(anext(batches, None))
    await turns_of_the_loop()
    follower.leave()
    await until(waiting.done)
    assert not await anext(batches, None)


async def test_who_comes_back_begins_at_the_place_that_was_reached() -> None:
    reply = reply_in(Chat())
    reply.append(Delta(text='abc'), 1.0)
    reply.finish(ReplyStatus.STOPPED, 2.0)
    follower = Follower([reply], {reply.id: Place(length=1)})
    assert [[step.text for _, step in batch] async for batch in follower.batches()] == [['bc', '', '']]


def test_only_a_crowd_is_written_to_less_often() -> None:
    assert [pause(count) for count in (1, FEW)] == [0.0, 0.0]
    assert pause(FEW) < pause(FEW + 1) < pause(200) <= 0.1


async def test_in_a_crowd_everybody_hears_everything() -> None:
    replies = [reply_in(Chat()) for _ in range(FEW * 2)]
    followers = [Follower([reply]) for reply in replies]

    async def heard(follower: Follower) -> str:
        return ''.join([step.text async for batch in follower.batches() for _, step in batch])
    listening = [asyncio.ensure_future(heard(follower)) for follower in followers]
    for word in ('One', ' two', ' three'):
        for reply, follower in zip(replies, followers, strict=True):
            reply.append(Delta(text=word), 1.0)
            follower.reply_changed(reply)
        await turns_of_the_loop()
    for reply, follower in zip(replies, followers, strict=True):
        reply.finish(ReplyStatus.DONE, 2.0)
        follower.reply_changed(reply)
    assert set(await in_time(asyncio.gather(*listening))) == {'One two three'}
