"""The chats in memory: one live object for each that is seen, runs or was just left."""
from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator

from chat.conversation import Chat, Turn
from chat.conversation.watchers import Watchers
from chat.engine.listing import Listing
from chat.store.store import Store

KEPT_CHATS = 8
"""How many idle chats stay in memory, so that going back and forth needs no disk."""


class LiveChats:
    """Nobody ever holds two objects of one chat: whoever opens it gets the same one."""

    def __init__(self, store: Store, listing: Listing, is_running: Callable[[str], bool]) -> None:
        self._store = store
        self._listing = listing
        self._is_running = is_running
        self._chats: OrderedDict[str, Chat] = OrderedDict()
        self._loading: dict[str, asyncio.Task[Chat | None]] = {}
        self._aside: dict[str, tuple[Chat, Turn]] = {}
        """Turns that were taken out of their chat and may come back, by their id."""
        self.give_up_watchers: Watchers[()] = Watchers()
        """Called when such a turn will not come back any more."""

    def __contains__(self, chat_id: str) -> bool:
        return chat_id in self._chats

    def all(self) -> list[Chat]:
        """Least recently used first."""
        return list(self._chats.values())

    def find(self, chat_id: str) -> Chat | None:
        """The chat, if it is in memory."""
        return self._chats.get(chat_id)

    async def open(self, chat_id: str) -> Chat | None:
        """The one live object of this chat, from memory or from disk; None if there is no such chat."""
        if chat := self.find(chat_id):
            self._chats.move_to_end(chat_id)
            return chat
        if chat_id not in self._loading:
            self._loading[chat_id] = asyncio.create_task(self._load(chat_id))
        return await asyncio.shield(self._loading[chat_id])

    def keep(self, chat: Chat) -> None:
        """This chat is in use; of those that are not, the least recently used are dropped from memory."""
        self._chats[chat.id] = chat
        self._chats.move_to_end(chat.id)
        idle = [chat for chat in self._chats.values() if not self._is_busy(chat)]
        for old in idle[:-KEPT_CHATS]:
            del self._chats[old.id]

    def drop(self, chat_id: str) -> Chat | None:
        """Drop the live object; None if there was none."""
        return self._chats.pop(chat_id, None)

    def set_aside(self, chat: Chat, turn: Turn) -> None:
        """This turn is out of its chat, but may come back: what it needs has to stay."""
        self._aside[turn.id] = chat, turn

    def give_up(self, turn: Turn) -> None:
        """It has come back, under another id, or will not any more."""
        del self._aside[turn.id]
        self.give_up_watchers()

    def turns(self, *, temporary: bool) -> Iterator[Turn]:
        """Of all chats in memory of this kind, and those that were set aside."""
        for chat in self._chats.values():
            if chat.temporary == temporary:
                yield from chat.turns.values()
        yield from (turn for chat, turn in self._aside.values() if chat.temporary == temporary)

    async def _load(self, chat_id: str) -> Chat | None:
        try:
            chat = await self._store.load_chat(chat_id)
        finally:
            del self._loading[chat_id]
        if chat and self._listing.bring_up_to_date(chat):
            self.keep(chat)
            return chat
        return None

    def _is_busy(self, chat: Chat) -> bool:
        return bool(chat.views or chat.temporary or self._is_running(chat.id) or self._store.has_pending(chat.id))
