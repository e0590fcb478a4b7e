"""A page that fails says so in the place of what it would have shown; the others are there."""
from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from nicegui import ui
from nicegui.testing import User, user_simulation

from chat.ui.pages import Pages
from tests.ui.elements import text_of
from tests.waiting import until


def fail_at_once() -> None:
    ui.label('half of it')
    raise KeyError('words of a chat')


async def fail_later() -> None:
    ui.label('half of it')
    await asyncio.sleep(0)
    raise KeyError('words of a chat')


def shows(user: User, words: str) -> bool:
    assert user.client
    return any(words in text_of(element) for element in user.client.elements.values())


@pytest.mark.parametrize('build', [fail_at_once, fail_later])
async def test_it_says_so_and_half_of_it_is_gone(build: Callable[[], object]) -> None:
    async with user_simulation(root=lambda: Pages({'/': build, '/well': lambda: ui.label('All well')})) as user:
        await user.open('/')
        await until(lambda: shows(user, 'This page has failed'))
        assert not shows(user, 'half of it')
        assert not shows(user, 'words of a chat')
        await user.open('/well')
        await until(lambda: shows(user, 'All well'))
