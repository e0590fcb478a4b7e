"""Nobody gets in: not by another name for this machine, not from a foreign page, not from another machine."""
from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection

import psutil
import pytest
from starlette.datastructures import Headers

from chat.api.guard import is_own
from tests.running_app import RunningApp
from tests.waiting import PATIENCE

POLLING = '/_nicegui_ws/socket.io/?EIO=4&transport=polling'
SOCKET = '/_nicegui_ws/socket.io/?EIO=4&transport=websocket'
UPGRADE = {'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ=='}
PAGES = ['/', '/new', '/chat/x', '/settings', '/no/such/page', POLLING]


@pytest.fixture(scope='module')
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path_factory.mktemp('data'), config='# empty').start()
    yield app
    app.close()


def ask(app: RunningApp, path: str, *, method: str = 'GET', body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body; `origin=…` becomes a header."""
    connection = HTTPConnection('127.0.0.1', app.port, timeout=PATIENCE)
    names = {name.replace('_', '-'): value for name, value in headers.items()}
    try:
        connection.request(method, path, body, names)
        answer = connection.getresponse()
        text = '' if answer.status == 101 else answer.read().decode('utf-8', 'replace')
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text
    finally:
        connection.close()


@pytest.mark.parametrize('path', PAGES)
@pytest.mark.parametrize('host', [
    'evil.example', 'evil.example:{port}', '127.0.0.1.evil.example', 'localhost.evil.example:80', '192.168.0.7', '[::1', ''])
def test_a_foreign_host_is_refused(app: RunningApp, path: str, host: str) -> None:
    status, _, body = ask(app, path, host=host.format(port=app.port))
    assert status == 403
    assert 'client_id' not in body


@pytest.mark.parametrize('path', PAGES)
@pytest.mark.parametrize('origin', [
    'https://evil.example', 'null', 'http://127.0.0.1', 'http://127.0.0.1:1', 'http://localhost:{port}', 'http://127.0.0.1:{port}.evil.example',
    'http://127.0.0.1:{port}@evil.example'])
def test_a_foreign_origin_is_refused(app: RunningApp, path: str, origin: str) -> None:
    status, headers, _ = ask(app, path, origin=origin.format(port=app.port))
    assert status == 403
    assert 'access-control-allow-origin' not in headers


def test_a_foreign_origin_gets_no_socket(app: RunningApp) -> None:
    own = f'http://127.0.0.1:{app.port}'
    assert ask(app, SOCKET, **UPGRADE, origin=own)[0] == 101
    assert ask(app, SOCKET, **UPGRADE)[0] == 101, 'programs send no Origin'
    assert ask(app, SOCKET, **UPGRADE, origin='https://evil.example')[0] == 403
    assert ask(app, SOCKET, **UPGRADE, origin='null')[0] == 403
    assert ask(app, SOCKET, **UPGRADE, origin=own, host='evil.example')[0] == 403


def test_a_foreign_origin_cannot_use_the_api(app: RunningApp) -> None:
    own = f'http://127.0.0.1:{app.port}'
    paste = {'method': 'POST', 'body': 'text', 'x_polylogue': '1'}
    status, _, body = ask(app, '/api/pastes', **paste, origin=own)
    assert status == 200
    assert json.loads(body)['paste']
    assert ask(app, '/api/pastes', **paste, origin='https://evil.example')[0] == 403
    assert ask(app, '/api/pastes', method='POST', body='text', origin=own)[0] == 403, 'a form could have sent this'
    assert ask(app, '/api/pastes', method='OPTIONS', origin='https://evil.example')[0] == 403


@pytest.mark.parametrize('host', ['127.0.0.1:{port}', 'localhost:{port}', '[::1]:{port}'])
def test_own_names_are_let_in(app: RunningApp, host: str) -> None:
    name = host.format(port=app.port)
    status, headers, body = ask(app, '/new', host=name, origin=f'http://{name}')
    assert status == 200
    assert 'Polylogue' in body
    assert "default-src 'self'" in headers['content-security-policy']
    assert "worker-src 'self'" in headers['content-security-policy']
    assert "frame-ancestors 'none'" in headers['content-security-policy']
    scripts = next(rule for rule in headers['content-security-policy'].split('; ') if rule.startswith('script-src'))
    nonce = re.fullmatch(r"script-src 'self' 'nonce-([\w-]{22})' 'unsafe-eval'", scripts)
    assert nonce
    assert all(f'nonce="{nonce[1]}"' in tag or ' src=' in tag or 'application/json' in tag for tag in re.findall(r'<script[^>]*>', body))
    assert nonce[1] not in ask(app, '/new')[2], 'each page has its own'
    assert headers['x-content-type-options'] == 'nosniff'
    assert 'access-control-allow-origin' not in headers


def test_root_leads_to_the_new_chat(app: RunningApp) -> None:
    status, headers, _ = ask(app, '/?prompt=hi')
    assert (status, headers['location']) == (307, '/new?prompt=hi')


def test_only_this_machine_can_connect(app: RunningApp) -> None:
    listening = [c.laddr for c in psutil.Process(app.process.pid).net_connections('inet') if c.status == psutil.CONN_LISTEN]
    assert [(address.ip, address.port) for address in listening] == [('127.0.0.1', app.port)]


@pytest.mark.parametrize(('host', 'origin', 'is_let_in'), [
    ('127.0.0.1:8080', None, True), ('127.0.0.1:8080', 'http://127.0.0.1:8080', True), ('127.0.0.1:8080', 'https://127.0.0.1:8080', True),
    ('localhost', 'http://localhost', True), ('localhost:8080', 'http://127.0.0.1:8080', False), ('127.0.0.1:8080', '', False),
    ('127.0.0.1:99999', None, True), ('127.0.0.1@evil.example', None, False), ('evil.example', 'http://evil.example', False),
    ('[::1', None, False), ('[::1]:8080', 'http://[::1]:8080', True)])
def test_host_and_origin_must_be_ours(host: str, origin: str | None, is_let_in: bool) -> None:
    headers = {'host': host} | ({} if origin is None else {'origin': origin})
    assert is_own({'type': 'http', 'server': ('127.0.0.1', 8080)}, Headers(headers)) is is_let_in


LINK = {'sec_fetch_mode': 'navigate', 'sec_fetch_dest': 'document'}
PICTURE = {'sec_fetch_mode': 'no-cors', 'sec_fetch_dest': 'image'}
FOREIGN_SITES = ['cross-site', 'same-site', 'something-new', '']


@pytest.mark.parametrize('site', FOREIGN_SITES)
@pytest.mark.parametrize('path', ['/new', '/chat/x', '/settings', '/api/export', '/api/prompts', '/_nicegui/client.js', POLLING])
@pytest.mark.parametrize('sent', [
    PICTURE, LINK | {'sec_fetch_dest': 'iframe'}, LINK | {'sec_fetch_dest': 'embed'}, LINK | {'sec_purpose': 'prefetch;prerender'},
    {'sec_fetch_mode': 'cors', 'sec_fetch_dest': 'empty'}, {'sec_fetch_mode': 'no-cors', 'sec_fetch_dest': 'script'}, {}], ids=str)
def test_a_foreign_page_makes_the_app_do_nothing(app: RunningApp, path: str, site: str, sent: dict[str, str]) -> None:
    status, _, body = ask(app, path, sec_fetch_site=site, **sent)
    assert status == 403
    assert 'client_id' not in body


@pytest.mark.parametrize('site', FOREIGN_SITES)
def test_a_link_leads_from_anywhere_to_a_page_and_to_nothing_else(app: RunningApp, site: str) -> None:
    for path in ('/', '/new', '/chat/x', '/no/such/page'):
        assert ask(app, path, sec_fetch_site=site, **LINK)[0] != 403
    for path in ('/api/export', '/api', '/%61pi/export', '/api/backups/chats.db', '/_nicegui/client.js', POLLING):
        assert ask(app, path, sec_fetch_site=site, **LINK)[0] == 403, path
    assert ask(app, '/new', method='POST', sec_fetch_site=site, **LINK)[0] == 403


@pytest.mark.parametrize('site', FOREIGN_SITES)
def test_a_foreign_page_gets_no_socket(app: RunningApp, site: str) -> None:
    own = f'http://127.0.0.1:{app.port}'
    assert ask(app, SOCKET, **UPGRADE, origin=own, sec_fetch_site='same-origin')[0] == 101
    assert ask(app, SOCKET, **UPGRADE, origin=own, sec_fetch_site=site)[0] == 403
    assert ask(app, SOCKET, **UPGRADE, sec_fetch_site=site, **LINK)[0] == 403


@pytest.mark.parametrize('site', ['same-origin', 'none', None])
def test_our_own_page_programs_and_bookmarks_get_what_they_ask_for(app: RunningApp, site: str | None) -> None:
    sent = {} if site is None else {'sec_fetch_site': site}
    assert ask(app, '/new', **sent)[0] == 200
    assert ask(app, '/api/prompts', **sent)[0] == 200
    assert ask(app, POLLING, **sent)[0] == 200


def test_a_second_site_does_not_hide_behind_the_first(app: RunningApp) -> None:
    connection = HTTPConnection('127.0.0.1', app.port, timeout=PATIENCE)
    connection.putrequest('GET', '/new')
    for site in ('same-origin', 'cross-site'):
        connection.putheader('Sec-Fetch-Site', site)
    connection.endheaders()
    assert connection.getresponse().status == 403
    connection.close()


def test_a_route_may_be_stricter_than_the_page(app: RunningApp) -> None:
    page = '<script>alert(1)</script>'
    assert ask(app, '/api/attachments', method='POST', body=page, x_polylogue='1', x_name='page.html')[0] == 200
    digest = hashlib.sha256(page.encode()).hexdigest()
    status, headers, _ = ask(app, f'/api/attachments/{digest}')
    assert status == 200
    assert headers['content-security-policy'] == "default-src 'none'; sandbox"
    assert headers['x-content-type-options'] == 'nosniff'
    assert headers['referrer-policy'] == 'no-referrer'
