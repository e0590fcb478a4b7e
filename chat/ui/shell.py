"""The one page: a sidebar, and beside it whatever the address says."""
from __future__ import annotations

from collections.abc import Awaitable

from nicegui import ui

from chat.conversation import Chat, Lane
from chat.ui import compare_page, theme
from chat.ui.chat_panel import ChatPanel
from chat.ui.import_page import import_page
from chat.ui.pages import Pages, not_found
from chat.ui.screen import Screen
from chat.ui.services import Services
from chat.ui.settings_page import settings_page

FALLBACK_MODEL = 'demo/fast'


def page(services: Services) -> None:
    """Build the page of one tab. Everything after that happens inside it, without a reload."""
    look = services.settings.preferences
    theme.install(look.get('theme', 'system'), density=look.get('density', 'comfortable'), width=look.get('width', 'normal'))
    with ui.element('div').classes('shell'):
        screen = Screen(services, ui.context.client)
        with ui.element('div').classes('shell-main'):  # NiceGUI's own page is the <main>
            shell = Shell(screen)
            screen.pages = Pages({
                '/new': shell.new_chat,
                '/chat/{id}': shell.chat,
                '/compare': shell.compare,
                '/settings': shell.settings,
                '/data': shell.data,
            })


class Shell:
    """What each address builds."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.services = screen.services

    def new_chat(self, model: str = '', prompt: str | None = None) -> Awaitable[None] | None:
        chat = self.services.engine.new([Lane(model=model or self._usual_model())])
        self.screen.show(None, 'New chat', '/new')
        return self._show_with_draft(chat, 'new', prompt)

    def compare(self, models: str = '', prompt: str | None = None, set: str = '') -> Awaitable[None] | None:  # noqa: A002 - as in the address
        settings, providers = self.services.settings, self.services.providers
        chat = self.services.engine.new(compare_page.lanes_for(models, set, settings, providers))
        self.screen.show(None, 'Compare', '/compare')
        return self._show_with_draft(chat, 'compare', prompt, is_comparison=True)

    def chat(self, id: str) -> Awaitable[None] | None:  # noqa: A002 - the name in the address
        if chat := self.services.engine.find(id):
            return self._show_chat(chat)
        return self._open(id)

    async def _open(self, chat_id: str) -> None:
        chat = await self.services.engine.open(chat_id)
        if chat is None:
            self.screen.show(None, 'Not found', None)
            return not_found('This chat is not here', 'It may have been deleted, or the address is mistyped.')
        if rest := self._show_chat(chat):
            await rest

    def _show_chat(self, chat: Chat) -> Awaitable[None] | None:
        self.screen.show(chat, chat.title, chat.id)
        return self._show_with_draft(chat, chat.id, None)

    def _show_with_draft(self, chat: Chat, key: str, prompt: str | None, *, is_comparison: bool = False) -> Awaitable[None] | None:
        """Show the panel at once; only a draft that is not in memory yet comes a moment later."""
        draft = prompt if prompt is not None else self.services.drafts.known(key)
        panel = ChatPanel(self.screen, chat, draft_key=key, draft=draft or '', is_comparison=is_comparison)
        return None if draft is not None else self._fill_draft(panel, key)

    async def _fill_draft(self, panel: ChatPanel, key: str) -> None:
        if draft := await self.services.drafts.load(key):
            panel.composer.set_text(draft)

    def settings(self) -> None:
        self.screen.show(None, 'Settings', '/settings')
        settings_page(self.services.settings, self.services.providers)

    def data(self) -> None:
        self.screen.show(None, 'Import and export', '/settings')
        import_page(self.services)

    def _usual_model(self) -> str:
        wanted = self.services.settings.preferences.get('last_model', '')
        if wanted and self.services.providers.get(str(wanted)):
            return str(wanted)
        real = next((m.id for m in self.services.providers.models if m.endpoint != 'demo'), None)
        return real or FALLBACK_MODEL
