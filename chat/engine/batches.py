"""Work on thousands of things, in batches small enough for the event loop that every stream shares."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

BATCH = 200
"""Chats in one batch: a few milliseconds."""
Thing = TypeVar('Thing')


async def in_batches(things: Sequence[Thing], size: int = BATCH) -> AsyncIterator[Sequence[Thing]]:
    """Between two batches the event loop does what else waits there. Few things are one batch: they are done at once."""
    for start in range(0, len(things), size):
        if start:
            await asyncio.sleep(0)
        yield things[start:start + size]
