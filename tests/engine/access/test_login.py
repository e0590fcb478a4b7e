"""Signing in with a password: who is looked at, and what is said."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.engine.access.login import CONFIRMED_SECONDS, Login, in_words
from chat.engine.access.sessions import Sessions
from chat.settings.password import Password
from tests.store.samples import opened
from tests.waiting import Clock

WORDS = 'correct horse battery'


@pytest.fixture
def clock() -> Clock:
    return Clock(now=5000.0)


@pytest.fixture
async def login(tmp_path: Path, clock: Clock) -> AsyncIterator[Login]:
    store = opened(tmp_path / 'chats.db')
    yield Login(sessions=Sessions(store), password=Password.new(WORDS), clock=clock)
    await store.close()


async def test_the_right_one_lets_in_and_a_wrong_one_says_how_long_to_wait(login: Login, clock: Clock) -> None:
    assert (await login.attempt(WORDS, '10.0.0.1')).is_right
    first = await login.attempt('wrong', '10.0.0.1')
    assert (first.is_right, first.sentence) == (False, 'This is not the password. Try again in 1 second.')
    soon = await login.attempt(WORDS, '10.0.0.1')
    assert (soon.is_right, soon.sentence) == (False, 'Too many attempts. Try again in 1 second.')
    clock.now += 1
    assert (await login.attempt(WORDS, '10.0.0.1')).is_right


async def test_a_hundred_at_once_are_one_attempt(login: Login) -> None:
    outcomes = await asyncio.gather(*(login.attempt(f'guess {number}', '10.0.0.1') for number in range(100)))
    assert sum(outcome.was_tried for outcome in outcomes) == 1


async def test_without_a_password_nothing_is_right(login: Login, clock: Clock) -> None:
    login.password = None
    for words in ('', 'None', WORDS):
        assert not (await login.attempt(words, '10.0.0.1')).is_right
        clock.now += 60


async def test_a_session_is_confirmed_for_a_while(login: Login, clock: Clock) -> None:
    assert not login.is_confirmed('one')
    assert not (await login.confirm('one', 'wrong', '10.0.0.1')).is_right
    assert not login.is_confirmed('one')
    clock.now += 1
    assert (await login.confirm('one', WORDS, '10.0.0.1')).is_right
    assert login.is_confirmed('one')
    assert not login.is_confirmed('two')
    clock.now += CONFIRMED_SECONDS
    assert not login.is_confirmed('one')


async def test_a_session_that_has_ended_is_not_confirmed(login: Login) -> None:
    login.sessions.begin(how='password')
    session = login.sessions.all[0]
    await login.confirm(session.id, WORDS, '10.0.0.1')
    login.sessions.end(session.id)
    assert not login.is_confirmed(session.id)


@pytest.mark.parametrize(('seconds', 'words'), [
    (0.2, '1 second'), (1, '1 second'), (1.1, '2 seconds'), (60, '60 seconds'), (3400, '57 minutes')])
def test_waiting_is_told_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
