"""A socket may say what it likes: no handler takes it for what it is not, and the terminal stays readable."""
from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from chat.api.socket_guard import MOST, Ration, fits
from chat.api.terminal import PlainFormatter
from tests.api.socket_page import Page
from tests.running_app import RunningApp

MINUTES = 5
"""As long as these tests may take at most."""
PAGES = ['/new', '/compare', '/settings', '/personas', '/prompts', '/data', '/running', '/stats', '/leaderboard', '/suite']
VALUES: list[Any] = [
    None, True, -1, 1e308, '', 'x' * 5000, '\x1b]0;mine\x07\n\u202e', [], [[]], [None, {}], {}, {'args': 7}, {'action': [], 'id': {}},
    {'text': {}}, {'do': 'cancel', 'id': []}, {'turn': 5, 'action': 'retry', 'reply': None}, {'number': 'NaN', 'ids': 5}, ['a'] * 50]
ESCAPES = re.compile(r'[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]')


@pytest.fixture(scope='module')
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """Ended in the end, so that all it has printed has been read."""
    app = RunningApp(tmp_path_factory.mktemp('data'), config='# empty').start()
    yield app
    app.interrupt()
    assert 'Traceback' not in app.log
    assert not ESCAPES.search(app.log)
    assert len(app.output) <= 1 + 2 * (1 + MINUTES) * MOST


@pytest.fixture
async def page(app: RunningApp) -> AsyncIterator[Page]:
    page = Page(app, '/new')
    await page.connect()
    yield page
    await page.socket.disconnect()


@pytest.mark.parametrize('path', PAGES)
async def test_no_event_of_any_element_is_taken_for_what_it_is_not(app: RunningApp, path: str) -> None:
    page = Page(app, path)
    await page.connect()
    assert page.listeners
    for listener in page.listeners:
        for value in VALUES:
            await page.emit(listener, value)
    await page.is_answered()
    assert page.socket.connected
    await page.socket.disconnect()


@pytest.mark.parametrize('name', ['event', 'log', 'ack', 'javascript_response', 'handshake', 'nothing_known'])
async def test_a_message_without_its_shape_is_dropped(app: RunningApp, page: Page, name: str) -> None:
    number, listener = page.listeners[0]
    whole = {'client_id': page.client_id, 'id': number, 'listener_id': listener, 'args': [], 'request_id': 'r', 'next_message_id': 1,
             'level': 'error', 'message': 'm', 'tab_id': 't', 'document_id': 'd'}
    wrongs: list[Any] = [None, {}, [{}], True]
    messages: list[Any] = [None, 5, 'text', [], {}, *({**whole, key: wrong} for key in whole for wrong in wrongs)]
    for message in messages:
        await page.socket.emit(name, message)
    await page.socket.emit(name, (whole, 'more', {'than': 'wanted'}))
    await page.is_answered()
    assert page.socket.connected


async def test_what_a_page_has_to_say_stays_on_its_line(tmp_path: Path) -> None:
    app = RunningApp(tmp_path, config='# empty').start()
    page = Page(app, '/settings')
    await page.connect()
    for level in ['error'] * 3 * MOST + ['critical', '__class__']:
        message = f'\x1b[2J\x1b]0;mine\x07first\r\nhttp://127.0.0.1:1 \u202eevil{"x" * 10_000}'
        await page.socket.emit('log', {'client_id': page.client_id, 'level': level, 'message': message})
    await page.is_answered()
    told = r'The page says: \x1b[2J\x1b]0;mine\x07first\x0d\nhttp://127.0.0.1:1 \u202eevil'
    await page.socket.disconnect()
    app.interrupt()
    lines = [line for line in app.log.splitlines() if line.startswith(told)]
    assert 1 <= len(lines) <= MOST
    assert all(len(line) < 1000 for line in lines)


async def test_nothing_is_packed_on_the_event_loop(app: RunningApp) -> None:
    """A browser offers it, and a megabyte of text would take all other streams' time."""
    address = f'{app.url}/_nicegui_ws/socket.io/?EIO=4&transport=websocket'
    async with aiohttp.ClientSession() as session, session.ws_connect(address, compress=15) as socket:
        assert socket.compress == 0


def test_a_ration_comes_anew_after_its_time() -> None:
    now = [0.0]
    ration = Ration(2, 60, lambda: now[0])
    assert [ration.take() for _ in range(4)] == [True, True, False, False]
    now[0] = 61
    assert ration.take()


def test_a_number_is_no_truth() -> None:
    assert fits({'id': 1, 'more': None}, {'id': int})
    assert not fits({'id': True}, {'id': int})
    assert not fits({}, {'id': int})
    assert not fits([('id', 1)], {'id': int})


def test_no_record_holds_more_than_its_own_line() -> None:
    try:
        raise ValueError('\x1b[31mred')
    except ValueError as error:
        record = logging.LogRecord('a', logging.ERROR, 'a.py', 1, '%s', ('one\ntwo \u2066',), (ValueError, error, error.__traceback__))
    lines = PlainFormatter('%(message)s').format(record).splitlines()
    assert lines[0] == r'one\ntwo \u2066'
    assert lines[1] == 'Traceback (most recent call last):'
    assert lines[-1] == r'ValueError: \x1b[31mred'
