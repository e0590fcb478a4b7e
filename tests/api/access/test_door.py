"""Who is let in, without a server: what the door says about a request."""
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.types import Scope

from chat.api.access.door import Door
from chat.engine.access.login import Login
from chat.engine.access.sessions import Sessions
from chat.engine.access.visitor import Visitor
from chat.settings.access_key import LINK_SECONDS, AccessKey
from tests.store.samples import opened
from tests.waiting import Clock

KEY = AccessKey(secret='k' * 43)
COOKIE = 'polylogue-8484'


@pytest.fixture
def clock() -> Clock:
    return Clock(now=1_700_000_000.0)


@pytest.fixture
async def door(tmp_path: Path, clock: Clock) -> AsyncIterator[Door]:
    store = opened(tmp_path / 'chats.db')
    yield Door(key=KEY, login=Login(sessions=Sessions(store)), cookie=COOKIE, clock=clock)
    await store.close()


def asking(path: str = '/new', *, client: str = '127.0.0.1', kind: str = 'http', **headers: str) -> Scope:
    raw = [(name.replace('_', '-').encode(), value.encode()) for name, value in headers.items()]
    return {'type': kind, 'method': 'GET', 'path': path, 'query_string': b'', 'headers': raw, 'client': (client, 5)}


@pytest.mark.parametrize('kind', ['http', 'websocket'])
def test_a_stranger_is_nobody(door: Door, kind: str) -> None:
    secret = door.sessions.begin()
    words = ['Bearer ', f'Bearer {secret}', KEY.secret, f'Basic {KEY.secret}', f'Bearer {KEY.secret[1:]}', 'Bearer ää']
    cookies = ['', f'{COOKIE}=', f'{COOKIE}=x', f'polylogue-8485={secret}', secret, f'{COOKIE}={KEY.secret}']
    for headers in [*({'authorization': word} for word in words), *({'cookie': cookie} for cookie in cookies), {}]:
        assert door.admit(asking(kind=kind, **headers)) is None, headers


@pytest.mark.parametrize('kind', ['http', 'websocket'])
def test_a_cookie_and_the_key_let_in(door: Door, kind: str) -> None:
    secret = door.sessions.begin()
    session = door.sessions.all[0]
    by_cookie = Visitor(is_local=True, address='127.0.0.1', via='cookie', session=session.id, came_by_link=True)
    assert door.admit(asking(kind=kind, cookie=f'{COOKIE}={secret}')) == by_cookie
    assert door.admit(asking(kind=kind, cookie=f'a=b; {COOKIE}=planted; {COOKIE}={secret}')) == by_cookie, 'another port may plant one'
    for word in ('Bearer', 'bearer'):
        assert door.admit(asking(kind=kind, authorization=f'{word} {KEY.secret}')) == Visitor(is_local=True, address='127.0.0.1', via='key')
    assert by_cookie.is_owner_here
    assert door.admit(asking(kind=kind, cookie=f'{COOKIE}={secret}', client='192.168.0.9')) == Visitor(
        is_local=False, address='192.168.0.9', via='cookie', session=session.id, came_by_link=True)
    door.sessions.end(session.id)
    assert door.admit(asking(kind=kind, cookie=f'{COOKIE}={secret}')) is None


def test_an_open_door_lets_everybody_in(door: Door) -> None:
    door.is_open = True
    visitor = door.admit(asking())
    assert visitor == Visitor(is_local=True, address='127.0.0.1', via='open')
    assert not visitor.is_owner_here, 'everybody is no owner'


def test_of_what_a_proxy_tells_only_its_own_word_counts(door: Door) -> None:
    told = asking(client='127.0.0.1', x_forwarded_for='127.0.0.1, 10.0.0.1, 203.0.113.6')
    assert door.address_of(told) == '127.0.0.1'
    assert door.is_local(told)
    door.is_behind_proxy = True
    assert door.address_of(told) == '203.0.113.6'
    assert not door.is_local(told)
    assert not door.is_local(asking(client='127.0.0.1')), 'nobody knows'
    assert door.address_of(asking(client='127.0.0.1')) == '127.0.0.1'


def test_a_code_opens_once_and_for_a_minute(door: Door, clock: Clock) -> None:
    code = KEY.new_code(clock.now)
    assert door.take_code(f'  http://127.0.0.1:8484/enter?once={code}\n'), 'the whole link is as good'
    assert not door.take_code(code)
    code = KEY.new_code(clock.now)
    clock.now += LINK_SECONDS + 0.1
    assert not door.take_code(code)
    code = KEY.new_code(clock.now)
    clock.now += LINK_SECONDS - 0.1
    assert door.take_code(code)
    clock.now += 4
    assert not door.take_code(code)
    assert door.take_code(KEY.secret)
    assert door.take_code(KEY.secret), 'who has the key can always come'


def test_no_other_code_opens(door: Door, clock: Clock) -> None:
    other = AccessKey(secret='o' * 43)
    codes = ['', 'x', other.new_code(clock.now), KEY.new_code(clock.now + 3600), KEY.new_code(clock.now - 1)]
    codes += ['http://[::1?once=x', '?once=']
    assert [code for code in codes if door.take_code(code)] == []


def test_a_door_that_is_opened_anew_takes_no_code_from_before(door: Door, clock: Clock) -> None:
    code = KEY.new_code(clock.now)
    assert door.take_code(code)
    clock.now += 1
    again = Door(key=KEY, login=door.login, cookie=COOKIE, clock=clock)
    assert not again.take_code(code)
    assert again.take_code(KEY.new_code(clock.now))
