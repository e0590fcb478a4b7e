"""A tab tells what could not be done, whether that is known at once or later."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nicegui import ui
from nicegui.testing import User, user_simulation

from chat.engine.error import EngineError
from chat.settings import Settings
from chat.settings.preferences import THEME
from chat.store.store import StoreError
from chat.ui.parts.actions import Action, Actions
from chat.ui.screen import Screen, screens
from chat.ui.sidebar.listing.rows import SidebarRows
from tests.engine.house import running_engine, services_of
from tests.ui.elements import send


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncIterator[tuple[Screen, User]]:
    async with running_engine(Settings.load(tmp_path, None, {}), finds_local=False) as engine:
        services = services_of(engine)
        screens: list[Screen] = []
        async with user_simulation(root=lambda: screens.append(Screen(services, SidebarRows(), ui.context.client))) as user:
            await user.open('/')
            yield screens[-1], user
            assert user.client
            user.client.delete()


async def refuse_later(error: Exception) -> None:
    await asyncio.sleep(0)
    raise error


@pytest.mark.parametrize('error', [EngineError('Not while it is running.'), StoreError('The disk is full.')])
async def test_what_turns_out_later_to_be_impossible_is_told(tab: tuple[Screen, User], error: Exception) -> None:
    screen, user = tab
    assert await screen.attempt(lambda: refuse_later(error)) is None
    assert user.notify.messages == [str(error)]


async def test_what_an_action_could_do_is_not_told(tab: tuple[Screen, User]) -> None:
    screen, user = tab

    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert await screen.attempt(answer) == 42
    assert screen.attempt(lambda: 7) == 7
    assert user.notify.messages == []


async def test_names_wait_for_the_reveal_and_unknown_buttons_for_nothing(tab: tuple[Screen, User]) -> None:
    screen, user = tab
    done: list[str] = []
    table: Actions[str] = Actions((
        Action(name='show', call=done.append), Action(name='stop', is_blind_safe=True, call=done.append)))
    for name, click in (('show', 'a'), ('stop', 'b'), ('of another version', 'c')):
        table.carry_out(name, click, screen, is_blind=True)
    assert done == ['b']
    assert len(user.notify.messages) == 1
    table.carry_out('show', 'a', screen)
    assert done == ['b', 'a']


async def test_a_choice_that_makes_no_sense_is_told_and_changes_nothing(tab: tuple[Screen, User]) -> None:
    screen, user = tab
    await screen.prefer(THEME, 'pink')
    assert user.notify.messages == ['“theme” was not kept: that is not a value it can have.']
    assert THEME.of(screen.services.settings) == 'system'
    await screen.prefer(THEME, 'dark')
    assert THEME.of(screen.services.settings) == 'dark'


async def test_a_defect_behind_a_button_is_told_once_in_a_while(tab: tuple[Screen, User], caplog: pytest.LogCaptureFixture) -> None:
    screen, user = tab
    nothing: dict[str, int] = {}
    with screen.client:
        button = ui.button('Try', on_click=lambda: nothing['what was said'])
    for _ in range(2):
        send(button, 'click')
    [told] = user.notify.messages
    assert 'error of its own (KeyError)' in told
    assert 'what was said' not in told
    assert screen.client.id in screens, 'the tab is still there'
    caplog.clear()  # NiceGUI's own log of it would fail the test


async def test_a_defect_that_comes_later_is_told_as_well(tab: tuple[Screen, User], caplog: pytest.LogCaptureFixture) -> None:
    screen, user = tab
    task = screen.attempt(lambda: refuse_later(KeyError('what was said')))
    with pytest.raises(KeyError):
        await task
    assert len(user.notify.messages) == 1
    caplog.clear()
