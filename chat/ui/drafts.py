"""What was typed and not sent yet, a text a chat; in memory for every tab, on disk for after a restart."""
from __future__ import annotations

from chat.store.store import Store


class Drafts:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: dict[str, str] = {}

    def keep(self, key: str, text: str) -> None:
        self._texts[key] = text
        self._store.save_draft(key, text)

    def known(self, key: str) -> str | None:
        """The draft, if it is in memory."""
        return self._texts.get(key)

    async def load(self, key: str) -> str:
        if key not in self._texts:
            text = await self._store.load_draft(key)
            self._texts.setdefault(key, text)
        return self._texts[key]
