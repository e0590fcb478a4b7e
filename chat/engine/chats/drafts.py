"""What was written and not sent yet. One text per chat: in memory for every tab, on disk for after a restart. In memory only: whom a
new chat would ask, and with which instructions."""
from __future__ import annotations

import logging

from chat.conversation import Chat
from chat.store.row_writing import empty_log
from chat.store.store import Store, StoreError

log = logging.getLogger(__name__)


class Drafts:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: dict[str, str] = {}
        self._chats: dict[str, Chat] = {}
        store.deletion_watchers.add(self._deleted)

    def keep(self, key: str, text: str) -> None:
        self._texts[key] = text
        self._store.save_draft(key, text)

    async def erase(self, key: str) -> None:
        """Without a trace in the database's files."""
        self.keep(key, '')
        try:
            await self._store.write(empty_log)
        except StoreError as error:
            log.warning('The trace of a draft could not be erased: %s', error)

    def known(self, key: str) -> str | None:
        """The draft, if it is in memory."""
        return self._texts.get(key)

    def prepare(self, key: str, chat: Chat) -> None:
        """This new chat is on the screen of the page that is called so."""
        self._chats[key] = chat

    def prepared(self, key: str) -> Chat | None:
        """The new chat that was left there last. None when it has begun since, or is nothing that is remembered."""
        chat = self._chats.get(key)
        return chat if chat and not chat.turns and not chat.temporary and not chat.is_blind else None

    def _deleted(self, name: str) -> None:
        """A chat with this name may come back by an import, and then begins with an empty box. The store has deleted the draft itself."""
        self._texts.pop(name, None)

    async def load(self, key: str) -> str:
        if key not in self._texts:
            text = await self._store.load_draft(key)
            self._texts.setdefault(key, text)
        return self._texts[key]
