"""One browser tab: its sidebar, its pages, and what is on them. All tabs are bound to the engine through `screens`."""
from __future__ import annotations

import asyncio
import time
from asyncio import iscoroutine
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from nicegui import Client, background_tasks, ui

from chat.conversation import Chat
from chat.services import Services
from chat.settings.preferences import Preference
from chat.ui.pages import Pages
from chat.ui.parts.tab import REFUSALS
from chat.ui.sidebar.listing.rows import CompactRow, SidebarRow, SidebarRows
from chat.ui.sidebar.sidebar import Sidebar
from chat.ui.sidebar.sidebar_actions import SidebarActions

QUIET_SECONDS = 10
"""Between two sentences about failures: one that comes back every second would cover the page."""
screens: dict[str, Screen] = {}
"""Client id -> screen, for as long as the tab lives."""


def is_seen(chat: Chat) -> bool:
    """Whether a tab that can be reached shows this chat."""
    return any(screen.chat is chat and screen.client.has_socket_connection for screen in screens.values())


class Screen:
    """Keeps the sidebar of one tab in step with the engine and carries out what is chosen there."""

    def __init__(self, services: Services, rows: SidebarRows, client: Client) -> None:
        self.services = services
        self._rows = rows
        self.client = client
        self.chat: Chat | None = None
        self.active: str | None = None
        """What the sidebar marks: a chat's id or the path of another page."""
        self._quiet_until = 0.0
        self.actions = SidebarActions(self)
        self.sidebar = Sidebar(self.actions.act, rows=rows)
        self.pages: Pages
        services.engine.listing.watchers.add(self._listing_changed)
        rows.watchers.add(self._rows_changed)
        services.suites.watchers.add(self._suites_changed)
        self._suites_changed()
        screens[client.id] = self
        if left := services.keeping.latest_deletion():  # a reload must not take Undo away
            self.sidebar.say(left[0].sentence, left[0].undo, left[1])
        client.on_connect(self._read)
        client.on_exception(self._tell_failure)
        client.on_delete(self._leave)

    def _leave(self) -> None:
        self.services.engine.listing.watchers.discard(self._listing_changed)
        self._rows.watchers.discard(self._rows_changed)
        self.services.suites.watchers.discard(self._suites_changed)
        screens.pop(self.client.id, None)

    def _read(self) -> None:
        """The tab is reachable again: what ended in the meantime has now been seen."""
        if self.chat:
            self.services.engine.mark_read(self.chat)

    def show(self, chat: Chat | None, title: str, active: str | None) -> None:
        """This tab now shows this chat (or none); `active` is what the sidebar marks: a chat's id or the path of another page."""
        self.chat, self.active = chat, active
        self.sidebar.set_active(active)
        self.set_title('Temporary chat' if chat and chat.temporary else title)  # titles stay in the browser's history
        if chat:
            self.services.engine.mark_read(chat)

    def set_title(self, title: str) -> None:
        with self.client:
            ui.page_title(f'{title} · Polylogue' if title else 'Polylogue')

    def _listing_changed(self, chat_id: str) -> None:
        if self.chat and self.chat.id == chat_id and not self.chat.temporary and chat_id not in self.services.engine.listing.summaries:
            self.sidebar.say('The chat that was open here has been deleted.')  # the tab that did it says so in other words, with "Undo"
            self.open('/new')

    def _rows_changed(self, rows: Sequence[CompactRow], gone: Sequence[str]) -> None:
        self.sidebar.patch(rows, gone)
        if self.chat and any(row[0] == self.chat.id for row in rows):
            self.set_title(self.chat.title)

    def _suites_changed(self) -> None:
        self.sidebar.set_suites(len(self.services.suites.running()))

    def rename(self, path: str) -> None:
        """Give the shown page a new address without building it again; `show_address` tells the browser."""
        self.pages.rename(path)

    def show_address(self) -> None:
        self.pages.show_address()

    def show_results(self, query: str, rows: Sequence[SidebarRow]) -> None:
        """What was found for `query`, best first."""
        self.sidebar.set_results(query, rows)

    def say(self, sentence: str, undo: str = '') -> None:
        """Tell what was done, with "Undo" where there is a key for it."""
        self.sidebar.say(sentence, undo)

    def open(self, path: str) -> None:
        with self.client:
            ui.navigate.to(path)

    def tell(self, sentence: str) -> None:
        """Show the user a short message."""
        with self.client:
            ui.notify(sentence, position='top', classes='notice', badgeClass='hidden')

    def _tell_failure(self, error: Exception) -> None:
        """A click that does nothing would be clicked again and again."""
        if time.monotonic() > self._quiet_until:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            self.tell(f'That did not work: Polylogue had an error of its own ({type(error).__name__}). Please report it.')

    async def prefer(self, preference: Preference[Any], value: object) -> None:
        """Save what was chosen on the page; failures are shown."""
        await self.attempt(lambda: asyncio.to_thread(preference.keep, self.services.settings, value))

    def attempt(self, action: Callable[[], Any]) -> Any:
        """Carry out an engine call; what can't be done now is shown in the engine's words."""
        try:
            result = action()
        except REFUSALS as error:
            return self.tell(str(error))
        return background_tasks.create(self._finish(result), name='action') if iscoroutine(result) else result

    async def _finish(self, step: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await step
        except REFUSALS as error:
            return self.tell(str(error))
        except Exception as error:
            self._tell_failure(error)
            raise
