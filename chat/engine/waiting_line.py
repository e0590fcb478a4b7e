"""Which replies may run at a busy endpoint: first come, first served, and everybody knows their position."""
from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from chat.providers.provider import Provider

QueueListener = Callable[[int | None], None]
"""Told 1 when next to start, None when let in."""


class WaitingLine:
    """At most `limit` at once; the rest wait in the order they came."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._inside = 0
        self._waiting: deque[tuple[asyncio.Future[None], QueueListener]] = deque()

    @asynccontextmanager
    async def slot(self, listener: QueueListener) -> AsyncIterator[None]:
        await self._enter(listener)
        try:
            yield
        finally:
            self._inside -= 1
            self._let_in()

    async def _enter(self, listener: QueueListener) -> None:
        if self._inside < self.limit and not self._waiting:
            self._inside += 1
            return
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((ticket, listener))
        listener(len(self._waiting))
        try:
            await ticket
        except asyncio.CancelledError:
            self._give_up(ticket)
            raise
        listener(None)

    def _give_up(self, ticket: asyncio.Future[None]) -> None:
        if ticket.done() and not ticket.cancelled():  # let in and cancelled in the same turn of the loop
            self._inside -= 1
        self._waiting = deque(entry for entry in self._waiting if entry[0] is not ticket)
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._inside < self.limit:
            ticket, _ = self._waiting.popleft()
            if not ticket.done():
                self._inside += 1
                ticket.set_result(None)
        for number, (_, listener) in enumerate(self._waiting, start=1):
            listener(number)


class WaitingLines:
    """One line for each endpoint, whoever asks it."""

    def __init__(self) -> None:
        self._lines: dict[str, WaitingLine] = {}

    def of(self, provider: Provider) -> WaitingLine | None:
        """Where to wait for this endpoint; None if it writes as many replies at once as it is asked for."""
        if not provider.concurrency:
            return None
        line = self._lines.setdefault(provider.name, WaitingLine(provider.concurrency))
        line.limit = provider.concurrency
        return line
