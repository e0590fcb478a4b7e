"""Deletes chats, one or thousands: out of sight at once, carried out when it can't be undone any more, and never in part."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Sequence

from chat.engine.batches import in_batches
from chat.engine.engine import Engine
from chat.store.deletions import note_deletions, read_deletions
from chat.store.store import StoreError

CLOSING_SECONDS = 1.0
log = logging.getLogger(__name__)


class Deletions:
    """All methods are for the event loop's thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._listing = engine.listing
        self._working: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Go on with what an earlier run did not come to the end of. Raises StoreError."""
        if left := await self._engine.store.read(read_deletions):
            self._begin(self._delete(left))

    async def hide(self, chat_ids: Sequence[str]) -> None:
        """Out of every list, and stopped. Nothing of it stands on disk: after a crash the chats are there again."""
        async for some in in_batches(chat_ids):
            for chat_id in some:
                self._listing.hide(chat_id)
                self._engine.stop(chat_id)
                self._engine.forget(chat_id)

    async def reveal(self, chat_ids: Sequence[str]) -> None:
        async for some in in_batches(chat_ids):
            self._listing.reveal(some)

    def carry_out(self, chat_ids: Iterable[str]) -> asyncio.Task[None]:
        """For good, those of them that are still hidden; goes on by itself."""
        return self._begin(self._carry_out([chat_id for chat_id in chat_ids if chat_id in self._listing.hidden]))

    async def _carry_out(self, chat_ids: Sequence[str]) -> None:
        try:
            await self._engine.store.write(lambda db: note_deletions(db, chat_ids))
        except StoreError as error:
            log.warning('Deleting %d chats begins without a note of it: %s', len(chat_ids), error)
        await self._delete(chat_ids)

    async def _delete(self, chat_ids: Sequence[str]) -> None:
        async for some in in_batches(chat_ids):
            for chat_id in some:
                await self._engine.delete(chat_id)
            while not await self._engine.store.flush():  # while the disk accepts no writes, what waits for it must not pile up
                await asyncio.sleep(0)

    async def finish(self) -> None:
        """Wait until everything that is being carried out is gone."""
        while self._working:
            await asyncio.wait(self._working)

    async def close(self) -> None:
        """Before the store closes. What takes longer is noted by now, and goes on at the next start."""
        self.carry_out([*self._listing.hidden])
        _, slow = await asyncio.wait(self._working, timeout=CLOSING_SECONDS)
        for task in slow:
            task.cancel()

    def _begin(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task
