"""Autosave: while replies run, what they have so far is handed to the store once a second, all at once."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from chat.conversation import Reply
from chat.conversation.watchers import place_of
from chat.store.store import Store

log = logging.getLogger(__name__)

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
                self._save(chat_id, reply)
        self._saved = saved
        if saved:
            self.wake()

    def _save(self, chat_id: str, reply: Reply) -> None:
        try:
            self._store.save_reply(reply, chat_id)
        except Exception as error:  # one that cannot be made a row of keeps nobody else's from being saved
            log.error('the reply %s could not be saved meanwhile: %s', reply.id, place_of(error))
