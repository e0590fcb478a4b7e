"""Two browsers that are signed in, one that is not, and a page of somebody else on another port of this machine."""
from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chat.settings import Settings
from chat.settings.access_key import AccessKey
from chat.settings.password import Password
from tests.browser.conftest import ARGUMENTS
from tests.model_server import ModelServer
from tests.running_app import RunningApp, endpoint

WORDS = 'correct horse battery'
ATTACKS = """async (target) => {
    const told = {};
    const loaded = (tag, name, url) => new Promise((done) => {
        const ends = {onload: () => done('loaded'), onerror: () => done('refused')};
        document.body.append(Object.assign(document.createElement(tag), {src: url, ...ends}));
    }).then((how) => { told[name] = how; });
    await Promise.all([...Array(20).keys()].map((n) => loaded('img', 'pictures', `${target}/new?n=${n}`)));
    await loaded('script', 'script', `${target}/api/prompts`);
    told.fetch = await fetch(`${target}/api/prompts`, {credentials: 'include'}).then((answer) => answer.status, () => 'refused');
    const form = {method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams({code: 'x'})};
    told.form = await fetch(`${target}/enter`, form)
        .then((answer) => answer.type, () => 'refused');
    told.socket = await new Promise((done) => {
        const socket = new WebSocket(`${target.replace('http', 'ws')}/_nicegui_ws/socket.io/?EIO=4&transport=websocket`);
        Object.assign(socket, {onopen: () => done('open'), onerror: () => done('refused')});
    });
    const frame = Object.assign(document.createElement('iframe'), {src: `${target}/new`});
    document.body.append(frame);
    await new Promise((done) => { frame.onload = done; });
    try { told.frame = frame.contentDocument ? 'read' : 'closed'; } catch { told.frame = 'closed'; }
    return told;
}"""


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path_factory.mktemp('data'), config=endpoint(models.v1), is_open=False).start()
    yield app
    app.close()


def new_link(app: RunningApp) -> str:
    return f'{app.url}/enter?once={AccessKey.of(app.data).new_code()}'


def is_signed_in(page: Page) -> None:
    expect(page.get_by_role('textbox', name='Message')).to_be_visible()


def test_browsers_are_let_in_listed_and_signed_out(browser: Browser, app: RunningApp) -> None:
    first, second = browser.new_context().new_page(), browser.new_context().new_page()
    broken: list[str] = []
    for page in (first, second):
        page.on('pageerror', lambda error: broken.append(str(error)))
        page.on('console', lambda said: broken.append(said.text) if 'Content Security Policy' in said.text else None)
    first.goto(new_link(app))
    expect(first).to_have_url(f'{app.url}/new')
    is_signed_in(first)
    second.goto(f'{app.url}/settings')
    expect(second.get_by_role('heading', name='This browser is not signed in')).to_be_visible()
    second.get_by_label('Or paste the link').fill('a code of somebody else')
    second.get_by_role('button', name='Open').click()
    expect(second.get_by_role('alert')).to_contain_text('a link works once')
    second.get_by_label('Or paste the link').fill(new_link(app))
    second.get_by_role('button', name='Open').click()
    expect(second).to_have_url(f'{app.url}/settings')
    browsers = second.get_by_role('region', name='Signed-in browsers')
    expect(browsers.get_by_role('listitem')).to_have_count(2)
    expect(browsers.get_by_role('listitem').first).to_contain_text('this browser')
    browsers.get_by_role('button', name='Sign out all others').click()
    expect(browsers.get_by_role('listitem')).to_have_count(1)
    expect(first.get_by_role('heading', name='This browser is not signed in')).to_be_visible()
    browsers.get_by_role('button', name='Sign out', exact=True).click()
    expect(second.get_by_role('heading', name='This browser is not signed in')).to_be_visible()
    assert broken == []
    for page in (first, second):
        page.context.close()


def test_a_page_on_another_port_gets_nothing_with_the_cookie_of_whoever_looks_at_it(browser: Browser, app: RunningApp) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(new_link(app))
    is_signed_in(page)
    with foreign_page() as address:
        page.goto(address)
        told = page.evaluate(ATTACKS, app.url)
        assert told == {'pictures': 'refused', 'script': 'refused', 'fetch': 'refused', 'form': told['form'], 'socket': 'refused',
                        'frame': 'closed'}
        assert told['form'] in {'opaque', 'refused'}, 'nothing of the answer can be read'
        page.goto(address.replace('127.0.0.1', 'localhost'))
        assert page.evaluate(ATTACKS, app.url)['socket'] == 'refused'
        assert page.evaluate(ATTACKS, app.url.replace('127.0.0.1', 'localhost'))['socket'] == 'refused'
    page.goto(f'{app.url}/new')
    is_signed_in(page)
    context.close()


def test_under_another_name_for_this_machine_there_is_nothing(app: RunningApp, own_browser: Callable[..., Browser]) -> None:
    page = own_browser('--host-resolver-rules=MAP rebound.example 127.0.0.1').new_page()
    answer = page.goto(f'http://rebound.example:{app.port}/new')
    assert answer
    assert answer.status == 403
    expect(page.get_by_text('does not answer to this name')).to_be_visible()


def test_from_elsewhere_keys_take_the_password_once_more(
        browser: Browser, models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp('data')
    app = RunningApp(data, '--behind-proxy', config=endpoint(models.v1), is_open=False)
    Settings.load(data, None, {}).keep_password(Password.new(WORDS))
    app.start()
    context = browser.new_context(extra_http_headers={'x-forwarded-for': '203.0.113.5'})
    page = context.new_page()
    try:
        page.goto(f'{app.url}/settings')
        page.get_by_label('Password').fill('not this one')
        page.get_by_role('button', name='Sign in').click()
        expect(page.get_by_role('alert')).to_contain_text('This is not the password.')
        expect(page.get_by_role('alert')).to_have_text(re.compile(r'Try again\.$'))
        page.get_by_label('Password').fill(WORDS)
        page.get_by_role('button', name='Sign in').click()
        section = page.get_by_role('region', name='Services and keys')
        expect(section).to_be_visible()
        expect(endpoints(page)).to_have_count(0)
        section.get_by_label('Password').fill(WORDS)
        section.get_by_role('button', name='Show').click()
        expect(endpoints(page)).to_be_visible()
        expect(page.get_by_role('region', name='Signed-in browsers')).to_contain_text('with the password from 203.0.113.5')
    finally:
        context.close()
        app.close()


def endpoints(page: Page) -> Locator:
    return page.get_by_role('region', name='Services', exact=True)


@contextmanager
def foreign_page() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            self.send_response(200)
            self.send_header('content-type', 'text/html')
            self.end_headers()
            self.wfile.write(b'<!doctype html><title>Elsewhere</title><body>')

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing to tell."""

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f'http://127.0.0.1:{server.server_port}'
    server.shutdown()
    server.server_close()


@pytest.fixture
def own_browser(browser: Browser) -> Iterator[Callable[..., Browser]]:
    """With switches of its own."""
    started: list[Browser] = []

    def start(*switches: str) -> Browser:
        started.append(browser.browser_type.launch(executable_path=os.environ.get('CHROMIUM'), args=[*ARGUMENTS, *switches]))
        return started[-1]

    yield start
    for one in started:
        one.close()
