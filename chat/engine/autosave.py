"""Autosave: while replies run, what they have so far is handed to the store once a second, all at once."""
from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from chat.conversation import Reply
from chat.store.store import Store

SECONDS = 0.9
"""A little under the second of text that a crash may cost, because the writer needs a moment too."""


class Autosave:
    def __init__(self, store: Store, running: Callable[[], Iterable[tuple[str, Reply]]]) -> None:
        self._store = store
        self._running = running
        self._timer: asyncio.TimerHandle | None = None
        self._saved: dict[str, float | None] = {}

    def wake(self) -> None:
        """Start ticking; stops by itself when nothing runs."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._tick)

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _tick(self) -> None:
        self._timer = None
        saved: dict[str, float | None] = {}
        for chat_id, reply in self._running():
            saved[reply.id] = reply.last_data_at
            if reply.first_token_at and self._saved.get(reply.id) != reply.last_data_at:
                self._store.save_reply(reply, chat_id)
        self._saved = saved
        if saved:
            self.wake()
