"""Every button of a chat, pressed with details of every wrong kind: nothing is taken for what it is not, and nothing wrong is kept.

The chats and the pages are there afterwards as before, also after a restart: a value of another type that was kept would stop those who
read it later.
"""
from __future__ import annotations

import ast
import asyncio
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, ToolCall, Turn
from chat.store.store import Store
from tests.api.socket_page import Page
from tests.api.test_socket_guard import PAGES, VALUES
from tests.running_app import RunningApp
from tests.waiting import until

SOURCES = sorted((Path(__file__).parents[2] / 'chat' / 'ui').rglob('*.py'))
ACTION = re.compile(r"""Action\(\s*name='(\w+)'|^ +'(\w+)': (?:lambda ids|self\._)|\baction == '(\w+)'""", re.MULTILINE)
KEY = re.compile(r"""\b(?:args|details)\.(?:get|pop)\('(\w+)'|\bword\('(\w+)'""")


def named(pattern: re.Pattern[str]) -> set[str]:
    """In the code of the page."""
    return {name for path in SOURCES for found in pattern.findall(path.read_text(encoding='utf-8')) for name in found if name}


NAMES = sorted(named(ACTION) - {'delete'})
"""Of all actions, but the one after which there is no chat to try the others on."""
KEYS = sorted(named(KEY) - {'action', 'turn', 'reply', 'id', 'ids', 'do'})
"""Of the details that come with them."""
WRONGS: list[Any] = [None, True, -1, 1e308, 2**70, '', 'x' * 5000, [], [[]], {}, {'a': {}}, [None, {}], ['a'] * 50]
SECONDS = 30


def reply(turn: Turn, lane: int) -> Reply:
    found = Reply(turn_id=turn.id, lane=lane, model='demo/fast', created_at=turn.created_at)
    for delta in (Delta(thinking='Hm.'), Delta(text='Yes.'), Delta(tool_call=ToolCall(index=0, id='a', name='search', arguments='{}'))):
        found.append(delta, turn.created_at)
    found.finish(ReplyStatus.DONE, turn.created_at)
    return found


def a_chat(lanes: int, *, is_blind: bool = False) -> Chat:
    chat = Chat(title='Here', lanes=[Lane(model='demo/fast', number=number) for number in range(lanes)])
    chat.settings = replace(chat.settings, is_blind=is_blind)
    for number in range(2):
        turn = Turn(chat_id=chat.id, prompt='Well? ' * 1000, parent_id=chat.current_turn_id, created_at=time.time() - 60 + number)
        turn.replies = {lane: [reply(turn, lane), reply(turn, lane)] for lane in range(lanes)}
        chat.turns[turn.id], chat.current_turn_id = turn, turn.id
    return chat


async def written(data: Path, chats: list[Chat]) -> None:
    store = Store(data / 'chats.db')
    store.open()
    for chat in chats:
        store.save_whole_chat(chat)
    await store.flush(SECONDS)
    await store.close()


@pytest.fixture(scope='module')
def chats() -> list[Chat]:
    """One for each page, and one that nobody touches."""
    return [a_chat(1), a_chat(3), a_chat(3, is_blind=True), a_chat(1)]


@pytest.fixture(scope='module')
def app(tmp_path_factory: pytest.TempPathFactory, chats: list[Chat]) -> Iterator[RunningApp]:
    data = tmp_path_factory.mktemp('data')
    asyncio.run(written(data, chats))
    app = RunningApp(data, config='# empty').start()
    yield app
    app.interrupt()
    assert 'Traceback' not in app.log


async def opened(app: RunningApp, chat: Chat) -> Page:
    """The page of a chat, when the chat is on it."""
    page = Page(app, f'/chat/{chat.id}')
    await page.connect()
    await has(page, 'resync')
    return page


async def has(page: Page, wanted: str) -> None:
    """An element that listens to this."""
    await until(lambda: wanted in page.types.values())


def details(chat: Chat) -> Iterator[dict[str, Any]]:
    """What is wrong, beside what is right: so it comes as far as it can."""
    turn = chat.path()[-1]
    right = {'turn': turn.id, 'reply': turn.replies[0][-1].id, 'lane': 0}
    for wrong in WRONGS:
        yield right | dict.fromkeys(KEYS, wrong)
        yield {'turn': wrong, 'reply': wrong, 'id': wrong, 'ids': wrong}


@pytest.mark.parametrize('number', [0, 1, 2], ids=['chat', 'comparison', 'blind'])
async def test_no_button_of_a_chat_takes_what_is_none(app: RunningApp, chats: list[Chat], number: int) -> None:
    chat = chats[number]
    page = await opened(app, chat)
    for listener in page.listeners:  # it grows: buttons open what has more of them
        if page.types[listener] in {'act', 'action'}:
            for name, more in itertools.product(NAMES, details(chat)):
                await page.emit(listener, {**more, 'action': name})
        for value in VALUES:
            await page.emit(listener, value)
        await page.is_answered()
    assert page.socket.connected
    await page.socket.disconnect()


async def test_all_is_there_afterwards(app: RunningApp, chats: list[Chat]) -> None:
    for _ in range(2):
        for chat in chats:
            await (await opened(app, chat)).socket.disconnect()
        for path in PAGES:
            assert Page(app, path).listeners
        app.interrupt()
        app.start()


async def test_no_handler_is_left_out(app: RunningApp, chats: list[Chat]) -> None:
    """A listener in the code that none of these pages has would never have heard anything wrong."""
    heard = {'hide'}  # of a dialog that is closed
    for path in PAGES:
        heard |= set(Page(app, path).types.values())
    for chat in chats[:3]:
        page = await opened(app, chat)
        if len(chat.lanes) > 1 and not chat.is_blind:
            for listener in [one for one, type in page.types.items() if type in {'act', 'action'}]:
                await page.emit(listener, {'action': 'diff', 'turn': chat.path()[-1].id, 'reply': chat.path()[-1].replies[0][-1].id})
            await has(page, 'compare')
        heard |= set(page.types.values())
        await page.socket.disconnect()
    assert listening() <= {re.sub('([A-Z])', r'-\1', name).lower() for name in heard}  # the browser says stopAll for stop-all


def listening() -> set[str]:
    """What the code of the page listens to."""
    calls = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))) if isinstance(node, ast.Call)]
    return {str(call.args[0].value) for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == 'on'
            and len(call.args) > 1 and isinstance(call.args[0], ast.Constant)}
