"""Who is signed in, and for how long."""
from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chat.engine.access.sessions import LIFETIMES, MOST, Sessions, browser_in
from chat.store.store import Store
from tests.store.samples import opened
from tests.waiting import Clock


@asynccontextmanager
async def store_in(folder: Path) -> AsyncIterator[Store]:
    store = opened(folder / 'chats.db')
    yield store
    assert await store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(now=1_000_000.0)


async def test_a_browser_stays_signed_in_over_a_restart_and_its_secret_is_not_on_disk(tmp_path: Path, clock: Clock) -> None:
    async with store_in(tmp_path) as store:
        secret = Sessions(store, clock).begin(agent='Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0')
    async with store_in(tmp_path) as store:
        sessions = Sessions(store, clock)
        await sessions.load()
        found = sessions.find(secret)
        assert found
        assert (found.browser, found.how, found.account) == ('Firefox on Linux', 'link', '')
        assert sessions.find(secret[:-1]) is None
        assert sessions.find(found.id) is None, 'what is on disk opens nothing'
    assert not [path for path in tmp_path.iterdir() if secret.encode() in path.read_bytes()]


async def test_one_that_was_ended_is_over_for_good(tmp_path: Path, clock: Clock) -> None:
    ended: list[str] = []
    async with store_in(tmp_path) as store:
        sessions = Sessions(store, clock)
        one, two, three = (sessions.begin(agent='curl/8') for _ in range(3))
        sessions.ending_watchers.add(ended.append)
        first = sessions.find(one)
        second = sessions.find(two)
        assert first
        assert second
        sessions.end(first.id)
        assert ended == [first.id]
        assert [one.id for one in sessions.all] == [s.id for s in map(sessions.find, (two, three)) if s]
        assert sessions.end_all(but=second.id) == 1
        assert sessions.find(three) is None
    async with store_in(tmp_path) as store:
        again = Sessions(store, clock)
        await again.load()
        assert [again.find(secret) is not None for secret in (one, two, three)] == [False, True, False]


@pytest.mark.parametrize('how', ['link', 'password'])
async def test_it_ends_when_nobody_has_come_for_long(tmp_path: Path, clock: Clock, how: str) -> None:
    async with store_in(tmp_path) as store:
        sessions = Sessions(store, clock)
        secret = sessions.begin(how=how)  # type: ignore[arg-type]
        clock.now += LIFETIMES[how] - 1  # type: ignore[index]
        assert sessions.find(secret), 'every visit counts'
        clock.now += LIFETIMES[how] - 1  # type: ignore[index]
        assert sessions.find(secret)
        clock.now += LIFETIMES[how] + 1  # type: ignore[index]
        assert sessions.find(secret) is None
        assert sessions.all == []


async def test_there_are_only_so_many(tmp_path: Path, clock: Clock) -> None:
    async with store_in(tmp_path) as store:
        sessions = Sessions(store, clock)
        secrets = []
        for _ in range(MOST + 1):
            clock.now += 1
            secrets.append(sessions.begin())
        assert len(sessions.all) == MOST
        assert [secrets.index(secret) for secret in secrets if sessions.find(secret) is None] == [0]


@pytest.mark.parametrize(('agent', 'name'), [
    ('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0', 'Edge on Windows'),
    ('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1', 'Safari on iPhone'),
    ('Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36', 'Chrome on Android'),
    ('curl/8.5.0', 'curl'), ('<script>alert(1)</script>', 'Unknown program'), ('', 'Unknown program')])
def test_browsers_are_called_as_people_call_them(agent: str, name: str) -> None:
    assert browser_in(agent) == name


