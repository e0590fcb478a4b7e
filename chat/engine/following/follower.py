"""Somebody who follows replies without a page: a program at the other end of a connection, which may be slow, or come back later."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

from chat.conversation import Reply
from chat.engine.following.reading import Place, Step, steps_from

HEARTBEAT_SECONDS = 15.0
"""After so long without news there is a sign of life: what lies between would hang up on a silent connection."""


class Follower:
    """A view of a chat, and whatever else tells of changes. It takes notes at once and is read when its reader has time."""

    def __init__(self, replies: Iterable[Reply], places: Mapping[str, Place] | None = None, *,
                 heartbeat: float = HEARTBEAT_SECONDS, grows: bool = False) -> None:
        """`places`: by id of the reply, how far somebody has come already. `grows`: see `steps_from`."""
        self.replies = list(replies)
        self.places = {reply.id: (places or {}).get(reply.id, Place()) for reply in self.replies}
        self._changed: dict[str, Reply] = {reply.id: reply for reply in self.replies}
        self._heartbeat, self._grows = heartbeat, grows
        self._wake = asyncio.Event()
        self._wake.set()
        self._is_left = False

    def reply_changed(self, reply: Reply) -> None:
        if reply.id in self.places:
            self._changed[reply.id] = reply
            self._wake.set()

    def chat_changed(self) -> None:
        """Titles and lanes are nothing that is followed here."""

    def leave(self) -> None:
        """The reader has gone: no more batches."""
        self._is_left = True
        self._wake.set()

    @property
    def has_ended(self) -> bool:
        return all(place.has_ended for place in self.places.values())

    async def batches(self) -> AsyncIterator[list[tuple[Reply, Step]]]:
        """What is new, as soon as there is something and the reader has time; an empty one is a sign of life. Ends with the last reply."""
        loop = asyncio.get_running_loop()
        beat = loop.call_later(self._heartbeat, self._wake.set)
        try:
            while not self.has_ended:
                await self._wake.wait()
                self._wake.clear()
                if self._is_left:
                    return
                batch = self._take()
                if batch or beat.when() <= loop.time():
                    yield batch
                    if beat.when() <= loop.time():
                        beat = loop.call_later(self._heartbeat, self._wake.set)
        finally:
            beat.cancel()

    def _take(self) -> list[tuple[Reply, Step]]:
        changed, self._changed = self._changed, {}
        batch: list[tuple[Reply, Step]] = []
        for reply in changed.values():
            for step in steps_from(reply, self.places[reply.id], grows=self._grows):
                self.places[reply.id] = step.place
                batch.append((reply, step))
        return batch
