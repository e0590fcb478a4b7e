"""Keeping order among chats: rename, pin, archive, folders, tags, delete; for one chat or thousands, and each can be undone for a while."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from chat.conversation import Chat, Turn, new_id
from chat.engine.batches import in_batches
from chat.engine.chats import branches
from chat.engine.chats.deleting import Deletions
from chat.engine.chats.naming import folder_name, tag_name
from chat.engine.chats.titles import Titles
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.listing import lay_over
from chat.engine.one_line import LONGEST_TITLE, MOST_TAGS, clipped, one_line
from chat.settings import SettingsError
from chat.store.store import ChatSummary, StoreError
from chat.store.tables.arranging import write_arrangement

UNDO_SECONDS = 10.0
LATE_SECONDS = 1.0
"""A press on "Undo" in the last moment is still on its way."""
PATIENCE = 5.0
"""Seconds that the disk may take for a change of many chats; after that it is taken back."""
GRACE_SECONDS = 5.0
"""How long a temporary chat is kept when nobody looks at it: the way from one page to the next."""
CLOSING_SECONDS = 1.0

Change = Callable[[ChatSummary], ChatSummary]


@dataclass(kw_only=True, slots=True, frozen=True)
class Done:
    """What was done, in a sentence, and the key to undo it (empty: there is nothing to undo)."""

    sentence: str
    undo: str = ''


@dataclass(kw_only=True, slots=True, frozen=True)
class WayBack:
    """What undoes an action, and what is done when that is too late."""

    undo: Callable[[], Awaitable[None]]
    seal: Callable[[], object] | None = None
    end: Callable[[], object] | None = None
    """Called after both."""
    sentence: str = ''
    until: float = 0.0
    """On the monotonic clock."""


class Keeping:
    """One for the whole app: what one tab did, another one sees at once. All methods are for the event loop's thread."""

    def __init__(self, engine: Engine, *, undo_seconds: float = UNDO_SECONDS + LATE_SECONDS, grace: float = GRACE_SECONDS) -> None:
        self._engine = engine
        self._listing = engine.listing
        self._deleting = Deletions(engine)
        self._titles = Titles(engine)
        self._undo_seconds = undo_seconds
        self._grace = grace
        self._ways_back: dict[str, WayBack] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._listing.watchers.add(self.keep_in_memory_while_seen)

    async def start(self) -> None:
        """After the engine. Raises StoreError."""
        await self._deleting.start()

    # -- arranging

    async def rename(self, chat_id: str, title: str) -> Done | None:
        """None if nothing is left of the title, or it is the old one."""
        title, length = one_line(title), len(title)
        sentence = f'Renamed to “{_short(title)}”.'
        if length > LONGEST_TITLE:
            title = clipped(title)
            sentence = f'That title had {length:,} characters; the first {LONGEST_TITLE} are kept.'
        return await self._change(self._summaries([chat_id]), lambda chat: replace(chat, title=title), sentence) if title else None

    async def suggest_title(self, chat_id: str) -> Done | None:
        """Rename the chat as its model says. Raises EngineError, and StoreError."""
        chat = await self._engine.open(chat_id)
        before = chat.title if chat else ''
        title = await self._titles.suggest(chat) if chat else ''
        if chat is None or not title:
            return None
        if chat.title != before:
            return Done(sentence=f'The chat was renamed meanwhile. The suggestion was “{_short(title)}”.')
        return await self.rename(chat_id, title) or Done(sentence='It suggests the title that the chat has already.')

    async def pin(self, chat_ids: Iterable[str], *, pinned: bool = True) -> Done | None:
        chosen = self._summaries(chat_ids)
        what = 'pinned' if pinned else 'unpinned'
        return await self._change(chosen, lambda chat: replace(chat, pinned=pinned), f'{_count(chosen)} {what}.')

    async def archive(self, chat_ids: Iterable[str], *, archived: bool = True) -> Done | None:
        chosen = self._summaries(chat_ids)
        what = 'archived' if archived else 'back among the chats'
        return await self._change(chosen, lambda chat: replace(chat, archived=archived), f'{_count(chosen)} {what}.')

    async def move(self, chat_ids: Iterable[str], folder: str) -> Done | None:
        """Into a folder, which begins to exist with its first chat; '' is no folder. Raises EngineError for a name that can't be one."""
        chosen, folder = self._summaries(chat_ids), folder_name(folder, (chat.folder for chat in self._listing.summaries.values()))
        where = f'moved to “{folder}”' if folder else 'taken out of the folder'
        return await self._change(chosen, lambda chat: replace(chat, folder=folder), f'{_count(chosen)} {where}.')

    async def tag(self, chat_ids: Iterable[str], tag: str, *, added: bool = True) -> Done | None:
        """Raises EngineError for a name that is too long, or one tag too many."""
        chosen = self._summaries(chat_ids)
        tag = tag_name(tag, (one for chat in self._listing.summaries.values() for one in chat.tags))
        if not tag:
            return None
        if added and (full := next((chat for chat in chosen if len(_without(chat.tags, tag)) >= MOST_TAGS), None)):
            raise EngineError(f'“{_short(full.title)}” has {MOST_TAGS} tags, and a chat cannot have more; take one off first.')
        done = f'{_count(chosen)} {"tagged" if added else "no longer tagged"} #{tag}.'
        return await self._change(chosen, lambda chat: _tagged(chat, tag) if added else _untagged(chat, tag), done)

    async def _change(self, chosen: Sequence[ChatSummary], change: Change, sentence: str) -> Done | None:
        """On the screens at once, on disk soon; as it was before if the disk accepts no writes. Raises StoreError."""
        befores = await self._show([chat.id for chat in chosen], change)
        return self.offer(sentence, WayBack(undo=lambda: self._restore(befores))) if befores else None

    async def _restore(self, befores: Sequence[ChatSummary]) -> None:
        """Undone is what was arranged, not what was said since."""
        old = {chat.id: chat for chat in befores}
        await self._show([*old], lambda chat: _arranged_as(chat, old[chat.id]))

    async def _show(self, chat_ids: Sequence[str], change: Change) -> list[ChatSummary]:
        """Change what is there and save it; what the chats that have changed were before. Raises StoreError when nothing has changed."""
        befores, on_disk = await self._put(chat_ids, change)
        try:
            if on_disk:
                await self._write(on_disk)
        except StoreError:
            old = {chat.id: chat for chat in befores}
            await self._put([*old], lambda chat: _arranged_as(chat, old[chat.id]))
            raise
        return befores

    async def _put(self, chat_ids: Sequence[str], change: Change) -> tuple[list[ChatSummary], list[str]]:
        """In the list and in the chats that are in memory. Returns what was changed, and the ids of those that are only on disk."""
        befores: list[ChatSummary] = []
        on_disk: list[str] = []
        async for some in in_batches(chat_ids):
            pairs = [(now, after) for one in some if (now := self._listing.summaries.get(one)) and (after := change(now)) != now]
            loaded = {after.id: chat for _, after in pairs if (chat := self._engine.find(after.id))}
            for _, after in pairs:
                if chat := loaded.get(after.id):
                    lay_over(chat, after)  # before anybody is told: who looks at the chat then must not find the old title
            self._listing.put_many([after for _, after in pairs])
            for chat in loaded.values():
                self._engine.save(chat)
            befores += [before for before, _ in pairs]
            on_disk += [after.id for _, after in pairs if after.id not in loaded]
        return befores, on_disk

    async def _write(self, chat_ids: Sequence[str]) -> None:
        """What the chats are is looked up when it is written: they may have changed once more by then. Closing waits for it."""
        summaries = self._listing.summaries
        task = asyncio.ensure_future(self._engine.store.write(
            lambda db: write_arrangement(db, (one for chat_id in chat_ids if (one := summaries.get(chat_id)))), patience=PATIENCE))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.shield(task)

    # -- deleting

    async def delete(self, chat_ids: Iterable[str]) -> Done | None:
        """Hidden everywhere and stopped at once; carried out when it can't be undone any more, or when the app ends."""
        chosen = self._summaries(chat_ids)
        ids = [chat.id for chat in chosen]
        await self._deleting.hide(ids)
        way_back = WayBack(undo=lambda: self._deleting.reveal(ids), seal=lambda: self._deleting.carry_out(ids))
        return self.offer(f'{_count(chosen)} deleted.', way_back) if ids else None

    async def finish_deleting(self) -> None:
        """Carry out now what was deleted, which can't be undone then: before something comes that may bring the same chats back."""
        for key in [key for key, way_back in self._ways_back.items() if way_back.seal]:
            self._expire(key, self._ways_back[key])
        await self._deleting.finish()

    def delete_turn(self, chat: Chat, turn: Turn) -> Done:
        """Its files stay for as long as it can come back. Raises EngineError while the chat is answered."""
        children = [other.id for other in chat.turns.values() if other.parent_id == turn.id]
        is_end = chat.current_turn_id == turn.id
        branches.delete_turn(self._engine, chat, turn)
        self._engine.chats.set_aside(chat, turn)

        async def put_back() -> None:
            if kept := await self._engine.open(chat.id):
                branches.put_back_turn(self._engine, kept, turn, children, is_end=is_end)

        return self.offer('The turn is deleted.', WayBack(undo=put_back, end=lambda: self._engine.chats.give_up(turn)))

    # -- undo

    def offer(self, sentence: str, way_back: WayBack) -> Done:
        """Undo for a while; also for what was done to something that is no chat."""
        return Done(sentence=sentence, undo=self._keep(new_id(), replace(way_back, sentence=sentence)))

    def latest_deletion(self) -> tuple[Done, float] | None:
        """What was deleted last and can still be undone, and for how many seconds: for a page that is opened (again) meanwhile."""
        now = time.monotonic()
        found = [(key, one) for key, one in self._ways_back.items() if one.seal and one.until > now]
        return (Done(sentence=found[-1][1].sentence, undo=found[-1][0]), found[-1][1].until - now) if found else None

    def _keep(self, key: str, way_back: WayBack) -> str:
        """From now on for as long as anything can be undone."""
        until = time.monotonic() + self._undo_seconds - LATE_SECONDS
        self._ways_back[key] = kept = replace(way_back, until=until)
        asyncio.get_running_loop().call_later(self._undo_seconds, self._expire, key, kept)
        return key

    async def undo(self, key: str) -> bool:
        """Whether it was not too late. Raises EngineError, StoreError, SettingsError; it can be tried again then."""
        way_back = self._ways_back.pop(key, None)
        if way_back is None:
            return False
        try:
            await way_back.undo()
        except (EngineError, StoreError, SettingsError):
            self._keep(key, way_back)
            raise
        if way_back.end:
            way_back.end()
        return True

    def _expire(self, key: str, way_back: WayBack) -> None:
        if self._ways_back.get(key) is not way_back:
            return  # undone, or kept again since
        del self._ways_back[key]
        for step in (way_back.seal, way_back.end):
            if step:
                step()

    # -- temporary chats

    def keep_in_memory_while_seen(self, chat_id: str) -> None:
        """A temporary chat is forgotten soon after the last view has left and the last reply has ended."""
        chat = self._engine.find(chat_id)
        if chat and chat.temporary:
            asyncio.get_running_loop().call_later(self._grace, self._forget_if_left, chat_id)

    def _forget_if_left(self, chat_id: str) -> None:
        chat = self._engine.find(chat_id)
        if chat and chat.temporary and not chat.views and not self._engine.is_running(chat_id):
            self._engine.forget(chat_id)

    # -- the end

    async def close(self) -> None:
        """Carry out what was deleted; before the store closes."""
        self._listing.watchers.discard(self.keep_in_memory_while_seen)
        if self._writing:
            await asyncio.wait(self._writing, timeout=CLOSING_SECONDS)
        await self._deleting.close()

    def _summaries(self, chat_ids: Iterable[str]) -> list[ChatSummary]:
        return [summary for chat_id in dict.fromkeys(chat_ids) if (summary := self._listing.summaries.get(chat_id))]


def _arranged_as(chat: ChatSummary, old: ChatSummary) -> ChatSummary:
    return replace(chat, title=old.title, folder=old.folder, tags=old.tags, pinned=old.pinned, archived=old.archived)


def _tagged(chat: ChatSummary, tag: str) -> ChatSummary:
    return chat if tag in chat.tags else replace(chat, tags=(*_without(chat.tags, tag), tag))


def _untagged(chat: ChatSummary, tag: str) -> ChatSummary:
    return replace(chat, tags=_without(chat.tags, tag))


def _without(tags: Sequence[str], tag: str) -> tuple[str, ...]:
    """In any case: "Red" is the same tag as "red"."""
    return tuple(other for other in tags if other.casefold() != tag.casefold())


def _count(chats: Sequence[ChatSummary]) -> str:
    return f'“{_short(chats[0].title or "Untitled")}”' if len(chats) == 1 else f'{len(chats):,} chats'


def _short(title: str) -> str:
    return clipped(title, 40)
