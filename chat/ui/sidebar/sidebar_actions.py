"""What is chosen in the sidebar, carried out. One for each tab: what was done is said there, with Undo."""
from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import background_tasks, ui

from chat.conversation.json_object import JsonObject
from chat.engine.chats.keeping import Done, Keeping, WayBack
from chat.engine.error import EngineError
from chat.engine.judging.blind import BEFORE_REVEAL
from chat.engine.transfer.export_turn import BUSY
from chat.engine.transfer.withheld import withheld, words_on
from chat.exchange.outgoing.export import FORMATS
from chat.settings.preferences import THEME
from chat.ui.parts.actions import Action, Actions
from chat.ui.parts.tab import REFUSALS, Tab
from chat.ui.sidebar.listing.rows import SidebarRow

MOST_AT_ONCE = 100_000
Offer = Callable[[str, Callable[[], Awaitable[None]]], None]
"""As `SidebarActions.offer`."""


class SidebarActions:
    def __init__(self, screen: Tab) -> None:
        self.screen = screen
        self._engine = screen.services.engine
        self._keeping = screen.services.keeping
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

    async def _carry_out(self, name: str, ids: list[str], args: JsonObject) -> None:
        """Results and refusals are told at the side, where there is room for "Undo"."""
        action = (FOR_CHATS if ids else FOR_SIDEBAR).get(name)
        try:
            if action and (done := await action.call(SidebarClick(sidebar=self, keeping=self._keeping, ids=ids, args=args))):
                self.screen.say(done.sentence, done.undo)
        except REFUSALS as error:
            self.screen.say(str(error))

    async def delete(self, ids: list[str]) -> Done | None:
        shown = self.screen.chat.id if self.screen.chat else ''
        done = await self._keeping.delete(ids)
        if done and shown in ids:
            self._left[done.undo] = shown
        return done

    async def export(self, ids: list[str], form: str) -> None:
        form = form if form in FORMATS else 'json'
        if len(ids) > 1:
            return await self._export_many(ids, form)
        chat = await self._engine.open(ids[0])
        if chat and chat.is_blind:
            raise EngineError(BEFORE_REVEAL)
        if chat:
            self._download(f'/api/chats/{chat.id}/export?format={form}')

    async def _export_many(self, ids: list[str], form: str) -> None:
        if self.screen.services.export_turn.is_full:
            raise EngineError(BUSY)
        blind = await withheld(self._engine) & set(ids)
        if len(blind) == len(ids):
            raise EngineError(BEFORE_REVEAL)
        self._download(f'/api/export?format={form}&picked={self.screen.services.picks.put(frozenset(ids))}')
        if blind:
            self.screen.say(words_on(len(blind)))

    def _download(self, address: str) -> None:
        with self.screen.client:
            ui.download.from_url(address)

    async def suggest(self, chat_id: str) -> Done | None:
        self.screen.say('Looking for a title…')
        return await self._keeping.suggest_title(chat_id)

    async def undo(self, key: str) -> None:
        try:
            is_undone = await self._keeping.undo(key)
        except REFUSALS as error:  # it can be tried again
            return self.screen.say(str(error), key)
        self.screen.say('Undone.' if is_undone else 'It is too late to undo this.')
        left = self._left.pop(key, '')
        if left and is_undone and self.screen.active == '/new':
            self.screen.open(f'/chat/{left}')

    async def search(self, query: str) -> None:
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


@dataclass(kw_only=True, slots=True, frozen=True)
class SidebarClick:
    sidebar: SidebarActions
    keeping: Keeping
    ids: list[str]
    """Of the chats."""
    args: JsonObject

    def word(self, name: str) -> str:
        return str(self.args.get(name, ''))


FOR_CHATS: Actions[SidebarClick] = Actions((
    Action(name='rename', call=lambda on: on.keeping.rename(on.ids[0], on.word('title'))),
    Action(name='suggest', call=lambda on: on.sidebar.suggest(on.ids[0])),
    Action(name='pin', call=lambda on: on.keeping.pin(on.ids, pinned=bool(on.args.get('pinned', True)))),
    Action(name='archive', call=lambda on: on.keeping.archive(on.ids)),
    Action(name='unarchive', call=lambda on: on.keeping.archive(on.ids, archived=False)),
    Action(name='move', call=lambda on: on.keeping.move(on.ids, on.word('folder'))),
    Action(name='tag', call=lambda on: on.keeping.tag(on.ids, on.word('tag'), added=bool(on.args.get('added', True)))),
    Action(name='delete', call=lambda on: on.sidebar.delete(on.ids)),
    Action(name='export', call=lambda on: on.sidebar.export(on.ids, on.word('format'))),
))
FOR_SIDEBAR: Actions[SidebarClick] = Actions((
    Action(name='search', call=lambda on: on.sidebar.search(on.word('q'))),
    Action(name='theme', call=lambda on: on.sidebar.screen.prefer(THEME, on.args.get('theme'))),
    Action(name='undo', call=lambda on: on.sidebar.undo(on.word('key'))),
))
