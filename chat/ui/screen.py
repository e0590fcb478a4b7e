"""One browser tab: its sidebar, its pages, and what is on them. All tabs are bound to the engine through `screens`."""
from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from nicegui import Client, background_tasks, ui

from chat.conversation import Chat
from chat.engine.engine import EngineError
from chat.store.store import ChatSummary
from chat.ui.pages import Pages
from chat.ui.services import Services
from chat.ui.sidebar import Row, Sidebar

LISTING_SECONDS = 0.1
"""The list of chats may lag a little behind; a reply's first token may not wait for it."""
screens: dict[str, Screen] = {}
"""Client id -> screen, for as long as the tab lives."""


def is_seen(chat: Chat) -> bool:
    """Whether a tab that can be reached shows this chat."""
    return any(screen.chat is chat and screen.client.has_socket_connection for screen in screens.values())


class Screen:
    """Keeps the sidebar of one tab in step with the engine and carries out what is chosen there."""

    def __init__(self, services: Services, client: Client) -> None:
        self.services = services
        self.client = client
        self.chat: Chat | None = None
        engine = services.engine
        rows = [self._row(summary) for summary in engine.listing.summaries.values() if not summary.archived]
        self.sidebar = Sidebar(self._act, chats=rows)
        self.pages: Pages
        self._changed: set[str] = set()
        self._drawing: asyncio.TimerHandle | None = None
        engine.listing.watchers.add(self._listing_changed)
        engine.listing.crowd_watchers.add(self._chats_arrived)
        screens[client.id] = self
        client.on_connect(self._read)
        client.on_delete(self._leave)

    def _leave(self) -> None:
        self.services.engine.listing.watchers.discard(self._listing_changed)
        self.services.engine.listing.crowd_watchers.discard(self._chats_arrived)
        screens.pop(self.client.id, None)
        if self._drawing:
            self._drawing.cancel()

    def _read(self) -> None:
        """Back from being out of reach: what ended meanwhile is seen now."""
        if self.chat:
            self.services.engine.mark_read(self.chat)

    def show(self, chat: Chat | None, title: str, place: str | None) -> None:
        """This tab now shows this chat (or none); `place` is what the sidebar marks: a chat's id or the path of another page."""
        self.chat = chat
        self.sidebar.set_active(place)
        self.set_title(title)
        if chat:
            self.services.engine.mark_read(chat)

    def set_title(self, title: str) -> None:
        with self.client:
            ui.page_title(f'{title} · Polylogue' if title else 'Polylogue')

    def _listing_changed(self, chat_id: str) -> None:
        summary = self.services.engine.listing.summaries.get(chat_id)
        if summary is None or summary.archived:
            self.sidebar.remove(chat_id)
            if summary is None and self.chat and self.chat.id == chat_id and not self.chat.temporary:
                self.open('/new')
            return
        self._changed.add(chat_id)
        if self._drawing is None:
            self._drawing = asyncio.get_running_loop().call_later(LISTING_SECONDS, self._draw_changes)

    def _draw_changes(self) -> None:
        self._drawing = None
        summaries = self.services.engine.listing.summaries
        for summary in [summaries[chat_id] for chat_id in self._changed if chat_id in summaries]:
            self.sidebar.change(self._row(summary))
            if self.chat and self.chat.id == summary.id:
                self.set_title(summary.title)
        self._changed.clear()

    def _chats_arrived(self, summaries: Sequence[ChatSummary]) -> None:
        self.sidebar.add_rows([self._row(summary) for summary in summaries if not summary.archived])

    def _row(self, summary: ChatSummary) -> Row:
        return {
            'id': summary.id, 'title': summary.title, 'running': self.services.engine.is_running(summary.id),
            'unread': summary.unread, 'pinned': summary.pinned, 'updated_at': summary.updated_at}

    def open(self, path: str) -> None:
        with self.client:
            ui.navigate.to(path)

    def tell(self, sentence: str) -> None:
        """A short word to the user."""
        with self.client:
            ui.notify(sentence, position='top', classes='notice')

    def attempt(self, action: Callable[[], Any]) -> Any:
        """Carry out an engine call; what can't be done now is told in the engine's own words."""
        try:
            return action()
        except EngineError as error:
            self.tell(str(error))
            return None

    def _act(self, action: str, chat_id: str | None, args: dict[str, Any]) -> None:
        background_tasks.create(self._carry_out(action, chat_id, args), name=f'sidebar {action}')

    async def _carry_out(self, action: str, chat_id: str | None, args: dict[str, Any]) -> None:
        if action == 'search':
            await self._search(str(args.get('q', '')))
        elif action == 'theme':
            await self.services.prefer('theme', args.get('theme'))
        if chat_id is None:
            return
        engine = self.services.engine
        if action == 'delete':
            await engine.delete(chat_id)
        elif action == 'export':
            with self.client:
                ui.download.from_url(f'/api/chats/{chat_id}/export')
        elif chat := await engine.open(chat_id):
            self._change(chat, action, args)

    def _change(self, chat: Chat, action: str, args: dict[str, Any]) -> None:
        if action == 'rename' and (title := ' '.join(str(args.get('title', '')).split())[:200]):
            chat.title = title
        elif action == 'pin':
            chat.pinned = bool(args.get('pinned', True))
        elif action in {'archive', 'unarchive'}:
            chat.archived = action == 'archive'
        self.services.engine.save(chat)

    async def _search(self, query: str) -> None:
        if not query.strip():
            return self.sidebar.set_results(query, [])
        hits = await self.services.store.search(query)
        rows = [Row(id=hit.chat_id, title=hit.title, snippet=hit.snippet, marks=hit.marks, updated_at=hit.updated_at) for hit in hits]
        self.sidebar.set_results(query, rows)
