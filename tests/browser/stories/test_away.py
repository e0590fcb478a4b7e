"""What is written while the server is away, or before it is there, is never lost."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.tab import MODEL, Tab
from tests.model_server import ModelServer, speaking
from tests.proxy import Proxy
from tests.running_app import RunningApp


@pytest.fixture
def line(app: RunningApp) -> Iterator[Proxy]:
    with Proxy.to(app.port) as proxy:
        yield proxy


def test_a_prompt_sent_without_a_connection_is_sent_with_the_next_one(
        open_tab: Callable[..., Tab], models: ModelServer, line: Proxy) -> None:
    tab = open_tab(line.url).open()
    line.cut()
    tab.page.wait_for_function('!window.socket.connected')
    tab.ask('Can you hear me?')
    expect(tab.page.get_by_role('alert')).to_contain_text('Not connected')
    expect(tab.box).to_have_value('Can you hear me?')
    models.answer(speaking('Now I can.'))
    line.mend()
    tab.expect_text('Now I can.')
    expect(tab.page.get_by_role('alert')).to_have_count(0)
    expect(tab.box).to_have_value('')
    assert models.exchanges[-1].prompt == 'Can you hear me?'


def test_a_prompt_sent_before_there_is_a_connection_is_sent_when_there_is_one(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab, held = open_tab(), list[WebSocketRoute]()
    tab.page.route_web_socket(re.compile('socket.io'), lambda route: held.append(route))  # noqa: PLW0108 - a builtin has no signature
    tab.page.goto(f'{tab.url}/new?model={MODEL}')
    tab.ask('Too early?')
    expect(tab.page.get_by_role('alert')).to_contain_text('Connecting')
    expect(tab.box).to_have_value('Too early?')
    models.answer(speaking('Not at all.'))
    held[0].connect_to_server()
    tab.expect_text('Not at all.')
    expect(tab.page.get_by_role('alert')).to_have_count(0)
    assert models.exchanges[-1].prompt == 'Too early?'


def test_a_prompt_that_was_lost_with_its_connection_comes_back(open_tab: Callable[..., Tab], models: ModelServer, line: Proxy) -> None:
    tab, count = open_tab(line.url).open(), len(models.exchanges)
    line.freeze()
    tab.ask('Into the void')
    expect(tab.box).to_have_value('')
    line.cut()
    tab.page.wait_for_function('!window.socket.connected')
    line.mend()
    expect(tab.box).to_have_value('Into the void')
    expect(tab.page.get_by_role('alert')).to_contain_text('did not reach the server')
    models.answer(speaking('Heard.'))
    tab.box.press('Enter')
    tab.expect_text('Heard.')
    assert [one.prompt for one in models.exchanges[count:]] == ['Into the void']


def test_what_is_typed_while_the_server_is_away_is_there_after_its_return(tab: Tab, app: RunningApp, models: ModelServer) -> None:
    tab.open()
    models.answer(speaking('Hello.'))
    tab.ask_anew('Before the crash')
    tab.expect_status('done')
    app.kill()
    tab.page.wait_for_function('!window.socket.connected')
    tab.box.fill('Typed in the dark')
    with tab.page.expect_event('load'):
        app.start()
    expect(tab.box).to_have_value('Typed in the dark')
    tab.wait_until_alive()
    tab.reload()  # now the server has it, too
    expect(tab.box).to_have_value('Typed in the dark')
    expect(tab.prompt()).to_have_text('Before the crash')


def test_what_was_sent_while_the_server_was_away_is_sent_after_its_return(tab: Tab, app: RunningApp, models: ModelServer) -> None:
    tab.open()
    models.answer(speaking('Hello.'))
    tab.ask_anew('Before the next crash')
    tab.expect_status('done')
    app.kill()
    tab.page.wait_for_function('!window.socket.connected')
    tab.ask('Sent in the dark')
    expect(tab.page.get_by_role('alert')).to_contain_text('Not connected')
    models.answer(speaking('Here I am.'))
    app.start()
    expect(tab.prompt()).to_have_text('Sent in the dark')
    tab.expect_text('Here I am.')
    expect(tab.box).to_have_value('')
    expect(tab.page.get_by_role('alert')).to_have_count(0)
    tab.reload()
    expect(tab.box).to_have_value('')
    expect(tab.page.get_by_role('article', name='You')).to_have_count(2)


def test_a_prompt_that_has_arrived_does_not_come_back_after_a_crash(tab: Tab, app: RunningApp, models: ModelServer) -> None:
    tab.open()
    models.answer(speaking('Hello.'))
    tab.ask_anew('Arrives')
    tab.expect_status('done')
    unsent = {'box': '', 'sent': 'Arrives', 'wanted': 0}  # as it stands when the crash comes between the prompt and the word of its arrival
    tab.page.evaluate('([key, record]) => sessionStorage.setItem(key, JSON.stringify(record))', [f'polylogue-unsent:{tab.chat_id}', unsent])
    tab.reload()
    expect(tab.box).to_have_value('')
    unsent['sent'] = 'Never arrived'
    tab.page.evaluate('([key, record]) => sessionStorage.setItem(key, JSON.stringify(record))', [f'polylogue-unsent:{tab.chat_id}', unsent])
    tab.reload()
    expect(tab.box).to_have_value('Never arrived')
    expect(tab.page.get_by_role('alert')).to_contain_text('did not reach the server')


def test_the_browser_keeps_nothing_of_a_temporary_chat(tab: Tab, app: RunningApp) -> None:
    tab.open('/new')
    tab.box.fill('Typed too early')
    kept = "Object.entries(sessionStorage).filter(([key]) => key.startsWith('polylogue-unsent')).map(([, value]) => value).join()"
    tab.page.wait_for_function(f"{kept}.includes('too early')")
    tab.page.get_by_role('switch', name='Temporary').check()
    tab.page.wait_for_function(f"{kept} === ''")
    app.kill()
    tab.page.wait_for_function('!window.socket.connected')
    tab.ask('A secret')
    expect(tab.page.get_by_role('alert')).to_contain_text('Not connected')
    assert tab.page.evaluate(kept) == ''
    with tab.page.expect_event('load'):
        app.start()
    expect(tab.box).to_have_value('')
