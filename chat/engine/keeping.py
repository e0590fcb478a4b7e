"""Keeping order among chats: rename, pin, archive, folders, tags, delete; for one chat or thousands, and each can be undone for a while."""
from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chat.conversation import new_id
from chat.engine.engine import Engine, EngineError
from chat.engine.listing import lay_over
from chat.store.arranging import write_arrangement
from chat.store.store import ChatSummary, StoreError

UNDO_SECONDS = 10.0
LONGEST_TITLE = 200
LONGEST_NAME = 60
"""Characters of a folder's or a tag's name."""
MOST_TAGS = 20
AT_ONCE = 100
"""Chats deleted in one go; between two of them the event loop has other things to do."""
GRACE_SECONDS = 5.0
"""How long a temporary chat is kept when nobody looks at it: the way from one page to the next."""
CLOSING_SECONDS = 1.0


@dataclass(kw_only=True, slots=True, frozen=True)
class Done:
    """What was done, in a sentence, and the key to undo it (empty: there is nothing to undo)."""

    sentence: str
    undo: str = ''


class Keeping:
    """One for the whole app: what one tab did, another one sees at once. All methods are for the event loop's thread."""

    def __init__(self, engine: Engine, *, undo_seconds: float = UNDO_SECONDS, grace: float = GRACE_SECONDS) -> None:
        self._engine = engine
        self._listing = engine.listing
        self._undo_seconds = undo_seconds
        self._grace = grace
        self._ways_back: dict[str, Callable[[], Awaitable[None]]] = {}
        self._working: set[asyncio.Task[None]] = set()
        self._listing.watchers.add(self.look_after)

    # -- arranging

    async def rename(self, chat_id: str, title: str) -> Done | None:
        """None if nothing is left of the title, or it is the old one."""
        title, length = _one_line(title), len(title)
        chosen = self._summaries([chat_id])
        if not title or not chosen or title == chosen[0].title:
            return None
        sentence = f'Renamed to “{_short(title)}”.'
        if length > LONGEST_TITLE:
            title = title[:LONGEST_TITLE - 1].rstrip() + '…'
            sentence = f'That title had {length:,} characters; the first {LONGEST_TITLE} are kept.'
        return await self._change(chosen, lambda chat: replace(chat, title=title), sentence)

    async def pin(self, chat_ids: Iterable[str], *, pinned: bool = True) -> Done | None:
        chosen = self._summaries(chat_ids)
        what = 'pinned' if pinned else 'unpinned'
        return await self._change(chosen, lambda chat: replace(chat, pinned=pinned), f'{_count(chosen)} {what}.')

    async def archive(self, chat_ids: Iterable[str], *, archived: bool = True) -> Done | None:
        chosen = self._summaries(chat_ids)
        what = 'archived' if archived else 'back among the chats'
        return await self._change(chosen, lambda chat: replace(chat, archived=archived), f'{_count(chosen)} {what}.')

    async def move(self, chat_ids: Iterable[str], folder: str) -> Done | None:
        """Into a folder, which begins to exist with its first chat; '' is no folder. Raises EngineError for a name that is too long."""
        chosen, folder = self._summaries(chat_ids), _name(folder, 'folder')
        where = f'moved to “{folder}”' if folder else 'taken out of the folder'
        return await self._change(chosen, lambda chat: replace(chat, folder=folder), f'{_count(chosen)} {where}.')

    async def tag(self, chat_ids: Iterable[str], tag: str, *, added: bool = True) -> Done | None:
        """Raises EngineError for a name that is too long, or one tag too many."""
        chosen, tag = self._summaries(chat_ids), _name(tag.lstrip('#'), 'tag')
        if not tag:
            return None
        if added and any(len(chat.tags) >= MOST_TAGS and tag not in chat.tags for chat in chosen):
            raise EngineError(f'A chat can have {MOST_TAGS} tags; take one off first.')

        def change(chat: ChatSummary) -> ChatSummary:
            others = tuple(other for other in chat.tags if other.casefold() != tag.casefold())
            return replace(chat, tags=(*others, tag) if added else others)

        return await self._change(chosen, change, f'{_count(chosen)} {"tagged" if added else "no longer tagged"} #{tag}.')

    async def _change(self, chosen: Sequence[ChatSummary], change: Callable[[ChatSummary], ChatSummary], sentence: str) -> Done | None:
        pairs = [(before, after) for before in chosen if (after := change(before)) != before]
        if not pairs:
            return None
        befores = [before for before, _ in pairs]
        try:
            await self._write([after for _, after in pairs])
        except StoreError:
            self._listing.put_many(befores)
            raise
        return self._offer(sentence, lambda: self._write(list(self._as_they_were(befores))))

    def _as_they_were(self, befores: Sequence[ChatSummary]) -> Iterator[ChatSummary]:
        """Undone is what was arranged, not what was said since."""
        for old in befores:
            if now := self._listing.summaries.get(old.id):
                yield replace(now, title=old.title, folder=old.folder, tags=old.tags, pinned=old.pinned, archived=old.archived)

    async def _write(self, summaries: Sequence[ChatSummary]) -> None:
        """On the screens at once, on disk soon. Raises StoreError."""
        self._listing.put_many(summaries)
        others = []
        for summary in summaries:
            if chat := self._engine.find(summary.id):
                lay_over(chat, summary)
                self._engine.save(chat)
            else:
                others.append(summary.id)
        if others:
            await self._do(self._write_others(others))

    async def _write_others(self, chat_ids: Sequence[str]) -> None:
        """Chats that are not in memory. What they are is looked up when it is written: they may have changed once more by then."""
        summaries = self._listing.summaries
        await self._engine.store.write(lambda db: write_arrangement(db, [one for i in chat_ids if (one := summaries.get(i))]))

    # -- deleting

    def delete(self, chat_ids: Iterable[str]) -> Done | None:
        """Hidden everywhere and stopped at once; carried out when it can't be undone any more, or when the app ends.

        Until then nothing of it stands on disk: after a crash within these seconds the chats are there again.
        """
        chosen = self._summaries(chat_ids)
        for chat in chosen:
            self._listing.hide(chat.id)
            self._engine.stop(chat.id)
            self._engine.forget(chat.id)
        ids = [chat.id for chat in chosen]
        return self._offer(f'{_count(chosen)} deleted.', lambda: self._reveal(ids), lambda: self._carry_out(ids)) if ids else None

    async def _reveal(self, chat_ids: Sequence[str]) -> None:
        self._listing.reveal(chat_ids)

    async def _carry_out(self, chat_ids: Sequence[str]) -> None:
        for start in range(0, len(chat_ids), AT_ONCE):
            for chat_id in chat_ids[start:start + AT_ONCE]:
                if chat_id in self._listing.hidden:
                    await self._engine.delete(chat_id)
            await self._engine.store.flush()

    # -- undo

    def _offer(self, sentence: str, way_back: Callable[[], Awaitable[None]],
               at_last: Callable[[], Awaitable[None]] | None = None) -> Done:
        key = new_id()
        self._ways_back[key] = way_back
        asyncio.get_running_loop().call_later(self._undo_seconds, self._expire, key, at_last)
        return Done(sentence=sentence, undo=key)

    async def undo(self, key: str) -> bool:
        """Whether it was not too late. Raises StoreError."""
        way_back = self._ways_back.pop(key, None)
        if way_back:
            await way_back()
        return way_back is not None

    def _expire(self, key: str, at_last: Callable[[], Awaitable[None]] | None) -> None:
        if self._ways_back.pop(key, None) and at_last:
            self._start(at_last())

    # -- temporary chats

    def look_after(self, chat_id: str) -> None:
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
        self._listing.watchers.discard(self.look_after)
        self._start(self._carry_out([*self._listing.hidden]))
        await asyncio.wait(self._working, timeout=CLOSING_SECONDS)

    def _start(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task

    async def _do(self, work: Awaitable[None]) -> None:
        """So that closing waits for it."""
        await asyncio.shield(self._start(work))

    def _summaries(self, chat_ids: Iterable[str]) -> list[ChatSummary]:
        return [summary for chat_id in dict.fromkeys(chat_ids) if (summary := self._listing.summaries.get(chat_id))]


def _count(chats: Sequence[ChatSummary]) -> str:
    return f'“{_short(chats[0].title or "Untitled")}”' if len(chats) == 1 else f'{len(chats):,} chats'


def _short(title: str) -> str:
    return title if len(title) <= 40 else title[:39].rstrip() + '…'


def _one_line(text: str) -> str:
    return re.sub(r'[\s\x00-\x1f\x7f]+', ' ', text).strip()


def _name(text: str, what: str) -> str:
    name = _one_line(text)
    if len(name) > LONGEST_NAME:
        raise EngineError(f'The name of a {what} can have {LONGEST_NAME} characters; this one has {len(name):,}.')
    return name
