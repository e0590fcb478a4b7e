"""A page with nothing but the sidebar, the composer, the pickers and the settings: python -m tests.browser.parts.page PORT FOLDER"""
from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from nicegui import app, ui
from starlette.requests import Request

from chat.conversation import Model
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.ui.composer.composer import Composer
from chat.ui.look import theme
from chat.ui.model_picker.model_picker import ModelPicker, offer_models
from chat.ui.settings.settings_page import settings_page
from chat.ui.sidebar.listing.rows import compact
from chat.ui.sidebar.sidebar import Sidebar, SidebarRow

DAY = 86400
TITLES = {
    'a': 'Sourdough with rye', 'b': 'Trip to Lisbon', 'c': 'A regular expression', 'd': 'Notes of the meeting', 'e': 'The oldest of all',
}
AGES = {'a': 0, 'b': 60, 'c': 1.5 * DAY, 'd': 5 * DAY, 'e': 400 * DAY}
MODELS = [
    Model(id='demo/fast', label='Demo: fast (scripted)', input_price=0, output_price=0),
    Model(id='demo/slow', label='Demo: slow (scripted)', input_price=0, output_price=0),
    Model(id='local/qwen3-coder', context_window=131072),
    Model(id='local/qwen3', context_window=131072),
    Model(id='openai/gpt-5.5', context_window=400_000, input_price=1.25, output_price=10),
    *(Model(id=f'many/model-{i}') for i in range(2000)),
]
log: list[Any] = []
parts: dict[str, Any] = {}


@app.post('/api/pastes')
async def take_paste(request: Request) -> dict[str, str]:
    text = (await request.body()).decode()
    log.append(['paste', len(text), text[:5], text[-5:], request.headers.get('x-polylogue')])
    return {'paste': 'paste-1'}


@app.post('/api/attachments')
async def take_attachment(request: Request) -> dict[str, Any]:
    body = await request.body()
    if b'forbidden' in body:
        return {'error': 'This kind of file is not taken.'}
    log.append(['attachment', request.headers['x-name'], len(body)])
    return {'id': f'file-{len(body)}', 'size': len(body), 'tokens': 7}


@app.get('/log')
def read_log() -> list[Any]:
    return log


@app.post('/do/{part}/{method}')
async def call(part: str, method: str, request: Request) -> None:
    """Call a method of a part of the page that was opened last, as the server would."""
    arguments = await request.json()
    with parts[part].client:
        getattr(parts[part], method)(*arguments)


class ShownRows:
    """The rows of the sidebar, as they change when chats do."""

    def __init__(self, sidebar: Sidebar) -> None:
        self.client = sidebar.client
        self._sidebar = sidebar

    def change(self, row: SidebarRow) -> None:
        if self._sidebar.rows.put(changed := compact(row)):
            self._sidebar.patch([changed], [])

    def remove(self, chat_id: str) -> None:
        del self._sidebar.rows.rows[chat_id]
        self._sidebar.patch([], [chat_id])


def rows(count: int = 0) -> list[SidebarRow]:
    now = time.time()
    few: list[SidebarRow] = [{'id': key, 'title': title, 'updated_at': now - AGES[key]} for key, title in TITLES.items()]
    return few + [{'id': f'n{i}', 'title': f'Chat number {i}', 'updated_at': now - 2 * DAY - i * 60} for i in range(count)]


def root(count: str = '0') -> None:
    log.clear()
    theme.install(str(settings.get('theme', 'system')))
    offer_models(MODELS, recent=['openai/gpt-5.5'])
    with ui.element('div').classes('shell'):
        parts['sidebar'] = Sidebar(lambda action, chat, details: log.append([action, chat, details]), chats=rows(int(count)))
        parts['rows'] = ShownRows(parts['sidebar'])
        with ui.element('main').classes('shell-main'):
            ui.sub_pages({
                '/new': chat_page, '/compare': chat_page, '/chat/{id}': chat_page,
                '/settings': lambda: settings_page(settings, providers),
            })


def chat_page(id: str = '') -> None:  # noqa: A002 - the name in the address
    with ui.element('section').style('display: flex; flex-direction: column; justify-content: flex-end; height: 100%; padding: 20px'):
        ui.label(f'This is chat {id}')
        parts['composer'] = Composer(
            drafts.get(id, ''), on_send=lambda *sent: log.append(['send', *sent]), on_stop=lambda: log.append(['stop']),
            on_draft=lambda text, paste: keep_draft(id, text, paste), on_model=lambda model: log.append(['model', model]),
            model='demo/fast', can_attach=True)
        ModelPicker(lambda model: log.append(['add', model]), label='Add model', placeholder='Add model', forgets=True)


def keep_draft(chat: str, text: str, paste: str | None) -> None:
    drafts[chat] = text
    log.append(['draft', chat, text, paste])


drafts: dict[str, str] = {}

if __name__ == '__main__':
    settings = Settings.load(Path(sys.argv[2]), None, {
        'OPENAI_API_KEY': 'sk-of-the-environment', 'GATEWAY_API_KEY': 'sk-for-the-gateway', 'DATABASE_URL': 'no-key-at-all'})
    providers = Providers(settings, finds_local=False)
    providers.warm()
    ui.run(root, host='127.0.0.1', port=int(sys.argv[1]), tailwind=False, reload=False, show=False, binding_refresh_interval=None)
