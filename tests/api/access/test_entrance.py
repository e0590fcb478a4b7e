"""Getting in, from outside: by a link, by a pasted code, by the key; and what everybody else is given."""
from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from chat.settings.access_key import AccessKey
from tests.running_app import ROOT, RunningApp
from tests.waiting import PATIENCE

SOCKET = '/_nicegui_ws/socket.io'
UPGRADE = {'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ=='}
EVERYTHING = ['/', '/new', '/chat/x', '/settings', '/no/such/page', '/api/export', '/api/prompts', '/favicon.ico', '/docs', '/openapi.json',
              f'{SOCKET}/?EIO=4&transport=polling', '/_nicegui/x', '/preview/x', '//new', '/enter/x', '/%65nter/',
              '/api/docs', '/v1', '/api/v1', '/health', '/api/v10']


@pytest.fixture(scope='module')
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path_factory.mktemp('data'), config='# nothing', is_open=False).start()
    yield app
    app.close()


@pytest.fixture
def browser(app: RunningApp) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=app.url, timeout=PATIENCE, headers={'user-agent': 'Firefox/150.0 Linux'}) as client:
        yield client


def new_link(app: RunningApp) -> str:
    """As somebody can make it who can read the data folder."""
    return f'{app.url}/enter?once={AccessKey.of(app.data).new_code()}'


def is_in(client: httpx.Client) -> bool:
    return client.get('/new').status_code == 200


@pytest.mark.parametrize('path', EVERYTHING)
@pytest.mark.parametrize('method', ['GET', 'POST', 'PUT', 'DELETE', 'PROPFIND'])
def test_strangers_get_one_small_page_and_nothing_else(browser: httpx.Client, path: str, method: str) -> None:
    answer = browser.request(method, path)
    assert answer.status_code == 401
    assert 'This browser is not signed in' in answer.text
    assert len(answer.content) < 2500
    assert 'client_id' not in answer.text
    assert 'script' not in answer.text
    assert not answer.cookies
    assert answer.headers['cache-control'] == 'no-store'
    assert answer.headers['content-security-policy'].startswith("default-src 'none'")


@pytest.mark.parametrize('path', ['/api/v1/chats', '/v1/models', '/api/v1/', '/v1/x'])
def test_the_cookie_of_a_browser_is_nothing_where_tokens_count(app: RunningApp, browser: httpx.Client, path: str) -> None:
    browser.get(new_link(app))
    answers = [browser.get(path), httpx.get(f'{app.url}{path}')]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].status_code >= 400
    assert all('client_id' not in answer.text for answer in answers), 'no page is behind it'


def test_the_printed_link_lets_in_once(app: RunningApp, browser: httpx.Client) -> None:
    link = app.links[0]
    answer = browser.get(link)
    assert (answer.status_code, answer.headers['location']) == (303, '/new')
    cookie = answer.headers['set-cookie']
    assert cookie.startswith(f'polylogue-{app.port}=')
    assert {'HttpOnly', 'SameSite=lax', 'Path=/'} <= set(cookie.split('; '))
    assert is_in(browser)
    assert browser.get(link).headers['location'] == '/new', 'a second click does no harm'
    answer = httpx.get(link)
    assert answer.status_code == 401
    assert 'a link works once' in answer.text
    assert 'set-cookie' not in answer.headers


def test_a_link_for_the_running_app_comes_from_another_process(app: RunningApp, browser: httpx.Client) -> None:
    command = [sys.executable, 'app.py', '--data', str(app.data), '--link']
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr, done.stdout.count('\n')) == (0, '', 1)
    link = done.stdout.strip()
    assert link.startswith(f'{app.url}/enter?once=')
    assert browser.get(f'{link}&to=%2Fchat%2Fx%3Fturn%3D1').headers['location'] == '/chat/x?turn=1'
    assert is_in(browser)


def test_what_a_browser_opens_ahead_of_time_uses_nothing_up(app: RunningApp, browser: httpx.Client) -> None:
    link = new_link(app)
    assert browser.get(link, headers={'sec-purpose': 'prefetch;prerender'}).status_code == 401
    assert browser.head(link).status_code == 401
    assert browser.get(link).status_code == 303


def test_a_code_can_be_pasted_and_leads_on_to_the_page_that_was_asked_for(app: RunningApp, browser: httpx.Client) -> None:
    page = browser.get('/chat/x?turn=a b&find="><b>').text
    wanted = re.search(r'name="to" value="([^"]*)"', page)
    assert wanted
    assert wanted[1] == '/chat/x?turn=a+b&amp;find=%22%3E%3Cb%3E'
    own = {'origin': app.url, 'sec-fetch-site': 'same-origin'}
    assert browser.post('/enter', data={'code': 'wrong', 'to': '/stats'}, headers=own).status_code == 401
    assert not is_in(browser)
    answer = browser.post('/enter', data={'code': f' {new_link(app)} ', 'to': '/stats?a=b'}, headers=own)
    assert (answer.status_code, answer.headers['location']) == (303, '/stats?a=b')
    assert is_in(browser)


@pytest.mark.parametrize('to', [
    '//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example', 'evil', '', '/enter?once=x', '//[::1'])
def test_the_way_on_leads_nowhere_else(app: RunningApp, to: str) -> None:
    code = app.key['Authorization'].split()[1]
    assert httpx.post(f'{app.url}/enter', data={'code': code, 'to': to}).headers['location'] == '/new'


def test_a_foreign_page_can_sign_nobody_in(app: RunningApp, browser: httpx.Client) -> None:
    code = app.key['Authorization'].split()[1]
    for headers in ({'origin': 'https://evil.example'}, {'origin': 'null'}, {'sec-fetch-site': 'cross-site'}):
        assert browser.post('/enter', data={'code': code}, headers=headers).status_code == 403
    assert not is_in(browser)


def test_forms_that_are_none_do_no_harm(browser: httpx.Client) -> None:
    for body in (b'x' * 100_000, b'\xff\xfe', b'code=', b'&&&=', b'code=%ff'):
        assert browser.post('/enter', content=body).status_code == 401
    assert browser.put('/enter', content=b'code=x').status_code == 401


def test_a_socket_needs_the_cookie_or_the_key(app: RunningApp, browser: httpx.Client) -> None:
    browser.get(new_link(app))
    cookie = '; '.join(f'{name}={value}' for name, value in browser.cookies.items())
    for headers in ({'Cookie': cookie}, app.key):
        assert socket_status(app, headers) == 101
        assert httpx.get(f'{app.url}{SOCKET}/?EIO=4&transport=polling', headers=headers).status_code == 200
    for headers in ({}, {'Cookie': f'polylogue-{app.port}=wrong'}, {'Authorization': 'Bearer wrong'}):
        assert socket_status(app, headers) == 403
        assert httpx.get(f'{app.url}{SOCKET}/?EIO=4&transport=polling', headers=headers).status_code == 401


def socket_status(app: RunningApp, headers: dict[str, str]) -> int:
    connection = HTTPConnection('127.0.0.1', app.port, timeout=PATIENCE)
    try:
        connection.request('GET', f'{SOCKET}/?EIO=4&transport=websocket', headers=UPGRADE | headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_restart_signs_nobody_out_and_a_used_code_stays_used(tmp_path: Path) -> None:
    app = RunningApp(tmp_path, config='# nothing', is_open=False).start()
    try:
        with httpx.Client(base_url=app.url, timeout=PATIENCE) as browser:
            link = app.links[0]
            browser.get(link)
            assert app.interrupt() == 0
            assert not (tmp_path / 'running.json').exists()
            app.start()
            assert is_in(browser)
            assert httpx.get(link).status_code == 401
            cookie = browser.cookies[f'polylogue-{app.port}']
        for path in tmp_path.rglob('*'):
            assert path.is_dir() or cookie.encode() not in path.read_bytes()
    finally:
        app.close()


def test_no_link_is_made_for_an_app_that_is_not_running(tmp_path: Path) -> None:
    app = RunningApp(tmp_path, config='# nothing', is_open=False).start()
    app.kill()
    assert urlsplit(app.links[0]).port == app.port
    command = [sys.executable, 'app.py', '--data', str(tmp_path), '--link']
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (1, '')
    assert done.stderr == f'Polylogue is not running on {tmp_path}: start it, and it prints a link.\n'
