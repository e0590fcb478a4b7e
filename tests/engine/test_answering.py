"""One reply on its way to its end."""
from __future__ import annotations

import time
from pathlib import Path

import pytest

from chat.conversation import Delta, Lane
from chat.engine import answering
from chat.engine.engine import Engine
from chat.providers.provider import ErrorKind, ProviderError
from tests.engine.conftest import END, Feed, engine_with
from tests.waiting import until


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
