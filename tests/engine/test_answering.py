"""One reply on its way to its end."""
from __future__ import annotations

import time
from pathlib import Path

import pytest

from chat.conversation import Delta, Lane, Reply, ToolCall, Usage
from chat.engine import answering, holding
from chat.engine.engine import Engine
from chat.providers.provider import ErrorKind, ProviderError
from tests.engine.conftest import END, Feed, Stream, engine_with, until


async def test_whoever_is_to_wait_for_hours_is_told_so_at_once(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/a')])
    reply = engine.send(chat, 'Hello').replies[0][0]
    (await feed.request('Hello')).put(ProviderError(ErrorKind.RATE_LIMIT, 'Wait 2 hours.', retry_after=7200))
    await until(lambda: not engine.is_running(chat.id))
    assert reply.error
    assert (reply.status, reply.error.message) == ('failed', 'Wait 2 hours.')


async def test_no_clock_runs_while_a_server_has_its_own_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, 'FIRST_TOKEN_SECONDS', 0.05)
    near, far = Feed(), Feed()
    near.name, near.has_own_queue = 'near', True
    async with engine_with(tmp_path, near, far) as engine:
        chat = engine.new([Lane(model='near/a'), Lane(model='fed/a')])
        waits, gives_up = (replies[0] for replies in engine.send(chat, 'Hello').replies.values())
        await until(lambda: not gives_up.is_running)
        assert (gives_up.status, waits.status) == ('failed', 'waiting')
        (await near.request('Hello')).put(Delta(text='At last.'), END)
        await until(lambda: not waits.is_running)
        assert (waits.status, waits.text) == ('done', 'At last.')


@pytest.mark.parametrize(('long_try', 'tries'), [(60, 2), (-1, 1)])
async def test_who_has_waited_long_in_vain_is_not_sent_to_the_end_of_the_line(
        engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch, long_try: float, tries: int) -> None:
    monkeypatch.setattr(answering, 'LONG_TRY', long_try)
    chat = engine.new([Lane(model='fed/a')])
    reply = engine.send(chat, 'Hello').replies[0][0]
    for _ in range(tries):
        (await feed.request('Hello')).put(ProviderError(ErrorKind.TIMED_OUT, 'Too slow.', retry_after=0))
    await until(lambda: not reply.is_running)
    assert (reply.status, feed.count) == ('failed', tries)


async def whole(engine: Engine, feed: Feed) -> tuple[Reply, Stream]:
    """A reply that is shown in one piece, and half of it has come."""
    chat = engine.new([Lane(model='fed/a', is_streamed=False)])
    reply = engine.send(chat, 'Hello').replies[0][0]
    stream = await feed.request('Hello')
    stream.put(Delta(thinking='Hm. '), Delta(thinking='Well.'), Delta(text='Half '), Delta(text='of '))
    await until(lambda: reply.note == holding.NOTE)
    assert (reply.text, reply.thinking) == ('', '')
    return reply, stream


async def test_an_answer_in_one_piece_is_shown_when_it_is_whole(engine: Engine, feed: Feed) -> None:
    reply, stream = await whole(engine, feed)
    stream.put(Delta(tool_call=ToolCall(id='1', name='look', arguments='{}')), Delta(text='it.'), Delta(usage=Usage(output_tokens=9)), END)
    await until(lambda: not reply.is_running)
    assert [(part.kind, part.text) for part in reply.parts] == [
        ('thinking', 'Hm. Well.'), ('text', 'Half of '), ('tool_call', '{}'), ('text', '\n\nit.')]
    assert (reply.status, reply.usage.output_tokens, reply.finish_reason) == ('done', 9, 'stop')


async def test_what_has_come_of_an_answer_in_one_piece_is_kept_when_it_is_stopped(engine: Engine, feed: Feed) -> None:
    reply, stream = await whole(engine, feed)
    engine.stop_all()
    await until(lambda: not reply.is_running)
    assert (reply.status, reply.text, reply.thinking, stream.is_closed) == ('stopped', 'Half of ', 'Hm. Well.', True)


async def test_what_has_come_of_an_answer_in_one_piece_is_kept_when_it_breaks_off(engine: Engine, feed: Feed) -> None:
    reply, stream = await whole(engine, feed)
    stream.put(ProviderError(ErrorKind.SERVER_ERROR, 'Out of memory.'))
    await until(lambda: not reply.is_running)
    assert (reply.status, reply.text, feed.count) == ('failed', 'Half of ', 1)


async def test_a_clock_that_is_set_back_makes_no_time_negative(engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    chat = engine.new([Lane(model='fed/a')])
    reply = engine.send(chat, 'Hello').replies[0][0]
    stream = await feed.request('Hello')
    stream.put(Delta(text='one '))
    await until(lambda: reply.text == 'one ')
    monkeypatch.setattr(time, 'time', lambda: real() - 3600)
    stream.put(Delta(text='two'), END)
    await until(lambda: not engine.is_running(chat.id))
    assert reply.text == 'one two'
    assert reply.first_token_at
    assert reply.finished_at
    assert reply.created_at <= reply.first_token_at <= reply.finished_at
    assert reply.finished_at - reply.created_at < 60


async def test_an_answer_that_is_held_back_knows_what_was_thought(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/a', is_streamed=False)])
    reply = engine.send(chat, 'Hello').replies[0][0]
    (await feed.request('Hello')).put(Delta(text='Hm.'), Delta(was_thought=True), Delta(text='Yes.'), END)
    await until(lambda: not reply.is_running)
    assert (reply.status, reply.thinking, reply.text) == ('done', 'Hm.', 'Yes.')
