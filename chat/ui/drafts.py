"""What was typed and not sent yet, a text a chat; in memory for every tab, on disk for after a restart."""
from __future__ import annotations

import logging

from chat.store.store import Store, StoreError
from chat.store.writer import empty_log

log = logging.getLogger(__name__)


class Drafts:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: dict[str, str] = {}

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

    async def load(self, key: str) -> str:
        if key not in self._texts:
            text = await self._store.load_draft(key)
            self._texts.setdefault(key, text)
        return self._texts[key]
