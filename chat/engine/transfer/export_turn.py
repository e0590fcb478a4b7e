"""Whose turn it is to export all chats: one export at a time, one more may wait, all others are told to come back.

Each export is a process that reads the whole database. A page that asks for forty of them would take the machine away from all streams.
"""
from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from chat.conversation.watchers import Watchers

BUSY = 'Another export is still being written, and one is waiting already. Try again when they are done.'
RETRY_SECONDS = 10
"""An export of ten thousand chats takes about as long."""
SENTENCES = ('', 'An export is being written. Another one would begin after it.',
             'An export is being written, another one is waiting for it.')
"""By how many there are."""


class ExportTurn:
    def __init__(self) -> None:
        self.watchers: Watchers[()] = Watchers()
        """Called on the event loop when `sentence` has changed."""
        self._count = 0
        self._turn = asyncio.Lock()

    @property
    def is_full(self) -> bool:
        return self._count == len(SENTENCES) - 1

    @property
    def sentence(self) -> str:
        """What is going on, for the page; '' for nothing."""
        return SENTENCES[self._count]

    def enter(self) -> bool:
        """Stand in line, if there is room; who is in has to `leave` when the last byte is out, or nobody wants it any more."""
        if self.is_full:
            return False
        self._change(1)
        return True

    def leave(self) -> None:
        self._change(-1)

    async def in_turn(self, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        """The same pieces, the first of them when it is this one's turn."""
        async with self._turn, aclosing(pieces):
            async for piece in pieces:
                yield piece

    def _change(self, by: int) -> None:
        self._count += by
        self.watchers()
