"""Somebody who follows replies without a page: a program at the other end of a connection, which may be slow, or come back later."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

from chat.conversation import Reply
from chat.engine.following.reading import Place, Step, steps_from

HEARTBEAT_SECONDS = 15.0
"""After so long without news there is a sign of life: what lies between would hang up on a silent connection."""


FEW = 32
"""Followers who get each token at its moment."""
SHARE = 0.0005
"""Seconds: of more than that, each is written to once in so long for every one there is. Two hundred streams with a write for each token
would leave the loop no time for anything else."""
_open: set[Follower] = set()
"""Those that are being read now."""


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
        self._told_at = 0.0

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
        _open.add(self)
        try:
            while not self.has_ended:
                await self._wake.wait()
                if self._told_at and (early := self._told_at + pause(len(_open)) - loop.time()) > 0:
                    await asyncio.sleep(early)
                self._wake.clear()
                if self._is_left:
                    return
                batch = self._take()
                self._told_at = loop.time() if batch else self._told_at
                if batch or beat.when() <= loop.time():
                    yield batch
                    if beat.when() <= loop.time():
                        beat = loop.call_later(self._heartbeat, self._wake.set)
        finally:
            _open.discard(self)
            beat.cancel()

    def _take(self) -> list[tuple[Reply, Step]]:
        changed, self._changed = self._changed, {}
        batch: list[tuple[Reply, Step]] = []
        for reply in changed.values():
            for step in steps_from(reply, self.places[reply.id], grows=self._grows):
                self.places[reply.id] = step.place
                batch.append((reply, step))
        return batch


def pause(count: int) -> float:
    """Seconds between two batches of a follower, where there are so many."""
    return 0.0 if count <= FEW else count * SHARE
