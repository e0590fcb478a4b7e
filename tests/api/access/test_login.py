"""The app beyond this machine: what it takes to start it so, how somebody signs in there, and how guessing is slowed down."""
from __future__ import annotations

import re
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chat.api.access.front_page import login_page
from tests.commands.certificates import certificates
from tests.running_app import ROOT, RunningApp
from tests.waiting import PATIENCE

WORDS = 'correct horse battery'
NAME = 'chat.example.org'


def set_password(data: Path, words: str = WORDS) -> None:
    data.mkdir(exist_ok=True)
    command = [sys.executable, 'app.py', 'password', '--data', str(data)]
    done = subprocess.run(command, cwd=ROOT, input=f'{words}\n', capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert words not in done.stdout + done.stderr


@pytest.fixture(scope='module')
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """On this machine, behind a proxy that the test plays."""
    data = tmp_path_factory.mktemp('data')
    set_password(data)
    app = RunningApp(data, '--behind-proxy', '--allow-host', NAME, is_open=False).start()
    yield app
    app.close()


def from_outside(app: RunningApp, address: str) -> httpx.Client:
    headers = {'host': NAME, 'x-forwarded-for': address, 'x-forwarded-proto': 'https'}
    return httpx.Client(base_url=app.url, timeout=PATIENCE, headers=headers)


def test_with_tls_of_its_own_it_is_reached_under_its_address_and_its_name(tmp_path: Path) -> None:
    set_password(tmp_path)
    app = RunningApp(tmp_path, '--host', '0.0.0.0', '--allow-host', NAME, *certificates(tmp_path, NAME), is_open=False).start()
    try:
        assert app.links[0].startswith(f'https://{NAME}:{app.port}/enter?once=')
        trusted = ssl.create_default_context(cafile=str(tmp_path / 'ca.pem'))
        with httpx.Client(base_url=f'https://127.0.0.1:{app.port}', verify=trusted, timeout=PATIENCE) as client:
            for host in ('127.0.0.1', f'127.0.0.1:{app.port}', NAME, f'{NAME.upper()}:{app.port}', f'{NAME}.'):
                assert client.get('/new', headers={'host': host}).status_code == 401, host
            for host in ('evil.example', f'{NAME}.evil.example', '192.168.0.7', f'x.{NAME}'):
                assert client.get('/new', headers={'host': host}).status_code == 403, host
            answer = client.get(app.links[0].replace(NAME, '127.0.0.1'))
            assert 'Secure' in answer.headers['set-cookie'].split('; ')
            own = {'origin': f'https://127.0.0.1:{app.port}'}
            polling = client.get('/_nicegui_ws/socket.io/?EIO=4&transport=polling', headers=own)
            assert polling.status_code == 200
        assert 'Traceback' not in app.log
    finally:
        app.close()


def test_somebody_signs_in_with_the_password_and_goes_on_to_the_page(proxied: RunningApp) -> None:
    with from_outside(proxied, '203.0.113.5') as client:
        page = client.get('/chat/x').text
        assert 'Sign in to Polylogue' in page
        assert 'autocomplete="current-password"' in page
        assert len(page) < 2500
        assert 'script' not in page
        own = {'origin': f'https://{NAME}', 'sec-fetch-site': 'same-origin'}
        answer = client.post('/enter', data={'password': WORDS, 'to': '/chat/x'}, headers=own)
        assert (answer.status_code, answer.headers['location']) == (303, '/chat/x')
        assert {'Secure', 'HttpOnly', 'SameSite=strict', 'Max-Age=2592000'} <= set(answer.headers['set-cookie'].split('; '))
        cookie = {'cookie': answer.headers['set-cookie'].partition(';')[0]}
        assert client.get('/new', headers=cookie).status_code == 200
        assert client.get('/_nicegui_ws/socket.io/?EIO=4&transport=polling',
                          headers={**own, **cookie, 'x-forwarded-proto': 'https'}).status_code == 200


def test_guessing_gets_slower_and_the_page_counts_the_seconds(proxied: RunningApp) -> None:
    with from_outside(proxied, '203.0.113.6') as client:
        answer = client.post('/enter', data={'password': 'not this'})
        assert answer.status_code == 401
        assert answer.headers['retry-after'] == '1'
        assert 'This is not the password. <span>Try again in 1 second.</span>' in answer.text
        script = re.search(r'<script>(.*)</script>', answer.text, re.DOTALL)
        assert script
        assert "script-src 'sha256-" in answer.headers['content-security-policy']
        assert "'unsafe-inline'" not in answer.headers['content-security-policy']
        assert 'set-cookie' not in answer.headers
    with from_outside(proxied, '203.0.113.6, 203.0.113.8') as client:
        assert client.post('/enter', data={'password': WORDS}).status_code == 303, 'what a client says of itself does not count'


def test_a_page_that_counts_says_the_same_without_counting() -> None:
    page = login_page(to='"><b>', trouble='Too many attempts. Try again in 4 seconds.', wait=3.2, status=429)
    text = bytes(page.body).decode()
    assert page.status_code == 429
    assert page.headers['retry-after'] == '4'
    assert 'data-wait="4">Too many attempts. <span>Try again in 4 seconds.</span>' in text
    assert '"><b>' not in text
    assert '<script>' not in bytes(login_page(trouble='Too many attempts. Try again in 50 minutes.', wait=3000.0).body).decode()


def test_many_at_once_are_one_guess(proxied: RunningApp) -> None:
    statuses: list[int] = []

    def guess(number: int) -> None:
        with from_outside(proxied, '203.0.113.9') as client:
            statuses.append(client.post('/enter', data={'password': f'guess number {number}'}).status_code)

    threads = [threading.Thread(target=guess, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert set(statuses) == {401, 429}
    assert statuses.count(401) <= 7, 'each pause is twice the one before, however slow this machine is'


def test_another_password_signs_out_whoever_had_the_old_one(tmp_path: Path) -> None:
    set_password(tmp_path)
    app = RunningApp(tmp_path, '--behind-proxy', '--allow-host', NAME, is_open=False).start()
    try:
        with from_outside(app, '203.0.113.5') as client, httpx.Client(base_url=app.url, timeout=PATIENCE) as here:
            cookie = {'cookie': client.post('/enter', data={'password': WORDS}).headers['set-cookie'].partition(';')[0]}
            here.get(app.links[0])
            assert client.get('/new', headers=cookie).status_code == 200
            app.interrupt()
            set_password(tmp_path, 'another horse battery')
            app.start()
            assert client.get('/new', headers=cookie).status_code == 401
            assert client.post('/enter', data={'password': WORDS}).status_code == 401
            assert here.get('/new').status_code == 200, 'who came by the link never had a password'
    finally:
        app.close()
