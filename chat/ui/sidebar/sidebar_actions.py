"""What is chosen in the sidebar, carried out. One for each tab: what was done is said there, with Undo."""
from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import background_tasks, ui

from chat.conversation.json_object import JsonObject
from chat.engine.chats.keeping import Done, WayBack
from chat.engine.error import EngineError
from chat.engine.judging.blind import BEFORE_REVEAL
from chat.engine.transfer.export_turn import BUSY
from chat.engine.transfer.withheld import withheld, words_on
from chat.exchange.outgoing.export import FORMATS
from chat.settings import SettingsError
from chat.settings.preferences import THEME
from chat.store.store import StoreError
from chat.ui.parts.tab import Tab
from chat.ui.sidebar.listing.rows import SidebarRow

MOST_AT_ONCE = 100_000
Call = Callable[[list[str], JsonObject], Awaitable[Done | None]]
Offer = Callable[[str, Callable[[], Awaitable[None]]], None]
"""As `SidebarActions.offer`."""


class SidebarActions:
    def __init__(self, screen: Tab) -> None:
        self.screen = screen
        self._engine = screen.services.engine
        self._keeping = screen.services.keeping
        self._calls: dict[str, Call] = {
            'rename': lambda ids, args: self._keeping.rename(ids[0], str(args.get('title', ''))),
            'suggest': self._suggest,
            'pin': lambda ids, args: self._keeping.pin(ids, pinned=bool(args.get('pinned', True))),
            'archive': lambda ids, args: self._keeping.archive(ids),
            'unarchive': lambda ids, args: self._keeping.archive(ids, archived=False),
            'move': lambda ids, args: self._keeping.move(ids, str(args.get('folder', ''))),
            'tag': lambda ids, args: self._keeping.tag(ids, str(args.get('tag', '')), added=bool(args.get('added', True))),
            'delete': self._delete,
            'export': self._export,
        }
        self._picked: list[str] = []
        """Ids that came in parts, until the last part is here."""
        self._left: dict[str, str] = {}
        """The chat that was open here when it was deleted, by the key to undo that."""

    def act(self, action: str, chat_id: str | None, args: JsonObject) -> None:
        self._picked += [chat_id] if chat_id else [str(one) for one in args.get('ids') or []]
        del self._picked[MOST_AT_ONCE:]
        if not args.get('more'):
            ids, self._picked = self._picked, []
            background_tasks.create(self._carry_out(action, ids, args), name=f'sidebar {action}')

    def offer(self, sentence: str, way_back: Callable[[], Awaitable[None]]) -> None:
        """Tell what was done to something that is no chat, with "Undo" for as long as chats have it."""
        done = self._keeping.offer(sentence, WayBack(undo=way_back))
        self.screen.say(done.sentence, done.undo)

    async def _carry_out(self, action: str, ids: list[str], args: JsonObject) -> None:
        try:
            if action == 'search':
                await self._search(str(args.get('q', '')))
            elif action == 'theme':
                await self.screen.prefer(THEME, args.get('theme'))
            elif action == 'undo':
                await self._undo(str(args.get('key', '')))
            elif ids and (call := self._calls.get(action)) and (done := await call(ids, args)):
                self.screen.say(done.sentence, done.undo)
        except (EngineError, StoreError) as error:
            self.screen.say(str(error))

    async def _delete(self, ids: list[str], _: JsonObject) -> Done | None:
        shown = self.screen.chat.id if self.screen.chat else ''
        done = await self._keeping.delete(ids)
        if done and shown in ids:
            self._left[done.undo] = shown
        return done

    async def _export(self, ids: list[str], args: JsonObject) -> None:
        form = FORMATS.get(str(args.get('format')), FORMATS['json'])
        if len(ids) > 1:
            if self.screen.services.export_turn.is_full:
                raise EngineError(BUSY)
            return await self._export_many(ids, form.name)
        chat = await self._engine.open(ids[0])
        if chat and chat.is_blind:
            raise EngineError(BEFORE_REVEAL)
        if chat:
            self._download(f'/api/chats/{chat.id}/export?format={form.name}')

    async def _export_many(self, ids: list[str], form: str) -> None:
        blind = await withheld(self._engine) & set(ids)
        if len(blind) == len(ids):
            raise EngineError(BEFORE_REVEAL)
        self._download(f'/api/export?format={form}&picked={self.screen.services.picks.put(frozenset(ids))}')
        if blind:
            self.screen.say(words_on(len(blind)))

    def _download(self, address: str) -> None:
        with self.screen.client:
            ui.download.from_url(address)

    async def _suggest(self, ids: list[str], _: JsonObject) -> Done | None:
        self.screen.say('Looking for a title…')
        return await self._keeping.suggest_title(ids[0])

    async def _undo(self, key: str) -> None:
        try:
            is_undone = await self._keeping.undo(key)
        except (EngineError, StoreError, SettingsError) as error:  # it can be tried again
            return self.screen.say(str(error), key)
        self.screen.say('Undone.' if is_undone else 'It is too late to undo this.')
        left = self._left.pop(key, '')
        if left and is_undone and self.screen.active == '/new':
            self.screen.open(f'/chat/{left}')

    async def _search(self, query: str) -> None:
        """What is deleted, or belongs to a chat that is deleted for some seconds already, is not found."""
        summaries = self._engine.listing.summaries
        hits = await self.screen.services.store.search(query) if query.strip() else []
        rows = []
        for hit in hits:
            if chat := summaries.get(hit.chat_id):
                rows.append(SidebarRow(
                    id=hit.chat_id, title=chat.title, updated_at=hit.updated_at, archived=chat.archived, folder=chat.folder,
                    snippet=hit.snippet, marks=hit.marks, turn=hit.turn_id, reply=hit.reply_id, lane=hit.lane_name))
        self.screen.show_results(query, rows)
