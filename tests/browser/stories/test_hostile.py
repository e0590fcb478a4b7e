"""What a hostile model, a curious server or a foreign page cannot do."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tab import Tab
from tests.browser.transcript.test_rendering import HOSTILE
from tests.model_server import ModelServer, sending, sending_json, speaking
from tests.protocols import DONE, chat_chunk
from tests.running_app import RunningApp, endpoint

KEY = 'sk-secret-5Qx7Zp-do-not-show'


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """With a key to look for."""
    app = RunningApp(tmp_path_factory.mktemp('data'), config=endpoint(models.v1, key=KEY)).start()
    yield app
    app.close()


class Witness:
    """Notes all that goes over the wire between a tab and the app, and where else the page turns to."""

    def __init__(self, page: Page, url: str) -> None:
        self.heard: list[str] = []
        self.foreign: list[str] = []
        self._own = (url, url.replace('http', 'ws', 1), 'data:', 'blob:')
        page.on('request', lambda request: self._note_address(request.url))
        page.on('response', lambda response: self.heard.append(json.dumps(response.headers)))
        page.on('requestfinished', lambda request: self.heard.append(_body(request)))
        page.on('websocket', lambda socket: self._listen(socket))
        page.on('console', lambda message: self.heard.append(message.text))

    def _note_address(self, url: str) -> None:
        if not url.startswith(self._own):
            self.foreign.append(url)

    def _listen(self, socket: object) -> None:
        on = socket.on  # type: ignore[attr-defined]
        self._note_address(socket.url)  # type: ignore[attr-defined]
        for event in ('framereceived', 'framesent'):
            on(event, lambda data: self.heard.append(data if isinstance(data, str) else data.decode('utf-8', 'replace')))


def _body(request: object) -> str:
    response = request.response()  # type: ignore[attr-defined]
    kind = request.resource_type  # type: ignore[attr-defined]
    return response.text() if response and kind in {'document', 'fetch', 'xhr'} and response.status < 300 else ''


@pytest.fixture
def witness(tab: Tab) -> Witness:
    return Witness(tab.page, tab.url)


def test_nothing_a_model_writes_runs_or_covers_or_reaches_out(tab: Tab, models: ModelServer, witness: Witness) -> None:
    text = '\n\n'.join(HOSTILE)
    pieces = [chat_chunk(text[i:i + 7]) for i in range(0, len(text), 7)]
    models.answer(sending([chat_chunk(reasoning_content=text), *pieces, chat_chunk(finish='stop'), DONE]))
    dialogs: list[str] = []
    tab.page.on('dialog', lambda dialog: dialogs.append(dialog.message))
    tab.open()
    tab.ask('Do your worst')
    tab.expect_status('done')
    tab.reply.get_by_role('button', name='Thought').click()
    expect(tab.reply.locator('[data-part="thinking"]')).to_be_visible()
    for is_reloaded in (False, True):
        if is_reloaded:
            tab.reload()
            tab.expect_status('done')
        assert tab.page.evaluate('window.hacked') is None
        inside = '[data-part] :is(script, iframe, form, style, object, embed, [onerror], [onload], [onclick])'
        expect(tab.page.locator(inside)).to_have_count(0)
        expect(tab.page.locator('[data-part] a[href^="javascript:" i], [data-part] a[href^="data:" i]')).to_have_count(0)
        tab.box.fill('The box can be clicked')
        tab.box.click()  # Playwright refuses to click what is covered
    assert witness.foreign == []
    assert dialogs == []
    tab.box.fill('')


def test_only_the_pages_own_workers_run_under_its_policy(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking('```python\nx = "coloured by a worker"\n```\n'))
    tab.open()
    tab.ask('Write code')
    expect(tab.reply.locator('.hljs-string')).to_have_text('"coloured by a worker"')
    refused = tab.page.evaluate("""() => new Promise((resolve) => {
        addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        try { new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))).onmessage = () => resolve('it ran'); } catch (error) {}
    })""")
    assert refused == 'worker-src'


def test_a_link_of_a_model_opens_elsewhere_and_changes_nothing_here(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking('See [the manual](https://example.org/manual) and [settings](/settings).'))
    tab.open()
    tab.ask('Where is it?')
    tab.expect_status('done')
    link = tab.reply.get_by_role('link', name='the manual')
    expect(link).to_have_attribute('target', '_blank')
    expect(link).to_have_attribute('rel', 'noopener noreferrer')


def test_a_key_is_never_shown_even_if_the_server_repeats_it(tab: Tab, models: ModelServer, app: RunningApp, witness: Witness) -> None:
    echo = {'error': {'message': f'Incorrect API key provided: {KEY}. Bearer {KEY} is unknown.', 'type': 'auth', 'code': KEY}}
    models.answer(sending_json(echo, 401), sending([chat_chunk('Well'), f'data: {json.dumps(echo)}\n\n'.encode()]))
    tab.open()
    tab.ask('Tell me the key')
    expect(tab.reply.get_by_role('alert')).to_be_visible()
    assert models.exchanges[-1].headers['authorization'] == f'Bearer {KEY}', 'the key was not used at all'
    tab.act('Retry')
    expect(tab.text).to_have_text('Well')
    tab.expect_status('failed')
    tab.page.goto(f'{tab.url}/settings')
    expect(tab.page.get_by_role('main')).to_contain_text('test')
    tab.reload()
    html = tab.page.content()
    assert len(witness.heard) > 20
    assert any('Tell me the key' in words for words in witness.heard), 'the witness is deaf'
    for where, words in {'the page': html, 'the wire': '\n'.join(witness.heard), 'the log': app.log}.items():
        assert KEY not in words, f'the key is in {where}'
    for table in ('replies', 'turns', 'chats'):
        assert KEY not in repr(app.rows(f'SELECT * FROM {table}')), f'the key is in {table}'


def test_a_foreign_page_cannot_talk_to_the_app(tab: Tab, open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    """The model server stands for any other web site: another port is another origin."""
    tab.page.goto(f'{models.url}/site')
    answers = tab.page.evaluate("""async (url) => {
        const post = (options) => fetch(url + '/api/pastes', {method: 'POST', body: 'x', ...options}).then((response) => response.status);
        const attempts = {
            read: () => fetch(url + '/new').then((response) => response.text()),
            paste: () => post({headers: {'x-polylogue': '1'}}),
            plain: () => post({mode: 'no-cors'}),
            polling: () => fetch(url + '/_nicegui_ws/socket.io/?EIO=4&transport=polling').then((response) => response.text()),
            socket: () => new Promise((resolve) => {
                const socket = new WebSocket(url.replace('http', 'ws') + '/_nicegui_ws/socket.io/?EIO=4&transport=websocket');
                socket.onopen = () => resolve('open');
                socket.onerror = () => resolve('refused');
            }),
        };
        const answers = {};
        for (const [name, attempt] of Object.entries(attempts)) answers[name] = await attempt().catch(() => 'refused');
        return answers;
    }""", app.url)
    assert answers == {'read': 'refused', 'paste': 'refused', 'plain': 0, 'polling': 'refused', 'socket': 'refused'}
