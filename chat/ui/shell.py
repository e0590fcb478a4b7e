"""The one page: a sidebar, and beside it whatever the address says."""
from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from nicegui import ui

from chat.conversation import Chat, Lane
from chat.engine.library.personas import Instructions, assign, instruct
from chat.services import Services
from chat.settings.preferences import DENSITY, KEYS, LAST_MODEL, THEME, WIDTH
from chat.store.rescue.damage import advice
from chat.store.store import StoreError
from chat.ui.access.who import Who
from chat.ui.budget.budget_notice import BudgetNotice
from chat.ui.chat.chat_panel import ChatPanel
from chat.ui.chat.temporary import TemporaryMark
from chat.ui.data.import_page import import_page
from chat.ui.judging.leaderboard_page import LeaderboardPage
from chat.ui.lanes import address as compare_page
from chat.ui.library.persona_page import persona_page
from chat.ui.library.prompt_library_page import prompt_library_page
from chat.ui.look import theme
from chat.ui.notifications.notifications import Notifications
from chat.ui.pages import Pages
from chat.ui.parts.html import not_found
from chat.ui.preloading import preload
from chat.ui.running.running_page import RunningPage
from chat.ui.screen import Screen
from chat.ui.settings.settings_page import settings_page
from chat.ui.shortcuts.shortcuts import Shortcuts
from chat.ui.sidebar.listing.rows import SidebarRows
from chat.ui.stats.stats_page import StatsPage
from chat.ui.suites.suite_page import list_suites, suite_page, suites_page
from chat.ui.transcript.jump import jump_to

FALLBACK_MODEL = 'demo/fast'
JumpTarget = tuple[str, str, str]
"""Turn, reply, and the words that were searched for."""


def page(services: Services, rows: SidebarRows) -> None:
    """Build the page of one tab; `rows` are the lines of the sidebar that all tabs share.

    Everything after that happens inside it, without a reload.
    """
    settings = services.settings
    theme.install(THEME.of(settings), density=DENSITY.of(settings), width=WIDTH.of(settings))
    with ui.element('div').classes('shell'):
        Shortcuts(has_single_keys=KEYS.of(settings) == 'on')
        screen = Screen(services, rows, ui.context.client)
        with AfterPaint().classes('shell-main'):  # NiceGUI's own page is the <main>
            shell = Shell(screen)
            Notifications(screen)
            BudgetNotice(services.engine.budget)
            screen.pages = Pages({
                '/new': shell.new_chat,
                '/chat/{id}': shell.chat,
                '/compare': shell.compare,
                '/suite': shell.suites,
                '/suite/{id}': shell.suite,
                '/settings': shell.settings,
                '/personas': shell.personas,
                '/prompts': shell.prompts,
                '/data': shell.data,
                '/leaderboard': shell.leaderboard,
                '/running': shell.running,
                '/stats': shell.stats,
            })
    ui.on('models_wanted', services.providers.ask_again_if_old)
    screen.sidebar.show_at_once()
    preload()


class AfterPaint(ui.element, component='after_paint.js'):
    """Holds what is built in the browser only after the sidebar has been painted."""


class Shell:
    """What each address builds."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.services = screen.services

    def new_chat(self, model: str = '', prompt: str | None = None, persona: str = '') -> Awaitable[None] | None:
        chat = self.services.engine.new([Lane(model=model or self._usual_model())])
        if known := self.services.personas.get(persona):
            assign(chat, known)
        if earlier := self.services.drafts.prepared('new'):
            _prepare_like(chat, earlier, model, persona)
        self.screen.show(None, 'New chat', '/new')
        return self._show_with_draft(chat, 'new', prompt)

    def compare(self, models: str = '', model: str = '', prompt: str | None = None, set: str = '',  # noqa: A002 - as in the address
                round: str = '') -> Awaitable[None] | None:  # noqa: A002
        """`round` is a blind comparison that waits for its first prompt."""
        settings, providers = self.services.settings, self.services.providers
        earlier = self.services.drafts.prepared('compare')
        names = self._models_asked_for() if models or model else ()
        lanes = compare_page.lanes_for(names, set, settings, providers, earlier.lanes if earlier else ())
        chat = self.services.judging.round(round) or self.services.engine.new(lanes)
        self.screen.show(None, 'Compare', '/compare')
        return self._show_with_draft(chat, 'compare', prompt, is_comparison=True)

    def chat(self, id: str, turn: str = '', reply: str = '', find: str = '') -> Awaitable[None] | None:  # noqa: A002 - as in the address
        """`turn` and `reply` are what to show (a search result), `find` what was searched for."""
        target = (turn, reply, find)
        if chat := self.services.engine.find(id):
            return self._show_chat(chat, target)
        return self._open(id, target)

    async def _open(self, chat_id: str, target: JumpTarget) -> None:
        try:
            chat = await self.services.engine.open(chat_id)
        except StoreError as error:
            self.screen.show(None, 'Cannot be read', None)
            return not_found('This chat cannot be read', f'{error} {advice(self.services.store.path)}')
        if chat is None:
            self.screen.show(None, 'Not found', None)
            return not_found('This chat is not here', 'It may have been deleted, or the address is mistyped.')
        if rest := self._show_chat(chat, target):
            await rest

    def _show_chat(self, chat: Chat, target: JumpTarget) -> Awaitable[None] | None:
        self.screen.show(chat, chat.title, chat.id)
        rest = self._show_with_draft(chat, chat.id, None)
        if target[0]:
            jump_to(self.screen, chat, *target)
        return rest

    def _show_with_draft(self, chat: Chat, key: str, prompt: str | None, *, is_comparison: bool = False) -> Awaitable[None] | None:
        """Show the panel at once; only a draft that is not in memory yet comes a moment later."""
        draft = prompt if prompt is not None else self.services.drafts.known(key)
        if not chat.turns:
            self.services.drafts.prepare(key, chat)
        panel = ChatPanel(self.screen, chat, draft_key=key, draft=draft or '', is_comparison=is_comparison)
        if not chat.turns or chat.temporary:
            with panel.foot:
                TemporaryMark(panel)
        return None if draft is not None else self._fill_draft(panel, key)

    async def _fill_draft(self, panel: ChatPanel, key: str) -> None:
        if draft := await self.services.drafts.load(key):
            panel.foot.composer.fill(draft)

    def leaderboard(self) -> None:
        self.screen.show(None, 'Leaderboard', '/leaderboard')
        LeaderboardPage(self.services.judging)

    def running(self) -> None:
        self.screen.show(None, 'Running', '/running')
        RunningPage(self.services.engine, self.services.suites)

    def stats(self) -> None:
        self.screen.show(None, 'Statistics', '/stats')
        StatsPage(self.services.store)

    def suites(self, chat: str = '', models: str = '', model: str = '') -> Awaitable[None]:
        self.screen.show(None, 'Prompt suite', '/compare')
        return list_suites(self.screen, suites_page(self.screen, chat, self._models_asked_for() if models or model else ()))

    def suite(self, id: str) -> Awaitable[None]:  # noqa: A002 - the name in the address
        self.screen.show(None, 'Prompt suite', '/compare')
        return suite_page(self.screen, id)

    def personas(self) -> None:
        self.screen.show(None, 'Personas', '/personas')
        persona_page(self.services)

    def prompts(self) -> None:
        self.screen.show(None, 'Prompts', '/prompts')
        prompt_library_page(self.services)

    def settings(self) -> None:
        self.screen.show(None, 'Settings', '/settings')
        settings_page(self.services.settings, self.services.providers, self.services.engine.budget, self.screen.actions.offer,
                      self.services.mcp_servers, Who.of(self.screen.client, self.services.login),
                      self.services.tokens)

    def data(self, chat: str = '') -> None:
        self.screen.show(None, 'Import and export', '/settings')
        import_page(self.services, chat, Who.of(self.screen.client, self.services.login))

    def _models_asked_for(self) -> list[str]:
        """From the address as it came: once it is decoded, a comma within a name looks like one between two."""
        return compare_page.models_in(self.screen.client.sub_pages_router.current_path, self.services.providers)

    def _usual_model(self) -> str:
        wanted = LAST_MODEL.of(self.services.settings)
        if wanted and self.services.providers.get(wanted):
            return wanted
        return next((model.id for model in self.services.providers.usual_models), FALLBACK_MODEL)


def _prepare_like(chat: Chat, earlier: Chat, model: str, persona: str) -> None:
    """What was prepared on this page comes back with the draft, unless the address asks for something else."""
    known = earlier.settings.persona
    is_other = model and model != earlier.lanes[0].model or persona and (known is None or persona != known.id)
    if len(earlier.lanes) > 1 or is_other:
        return
    if known:
        chat.lanes[0].model = earlier.lanes[0].model
    instruct(chat, Instructions.of(earlier))
    chat.settings = replace(chat.settings, persona=known, is_streamed=earlier.settings.is_streamed)
