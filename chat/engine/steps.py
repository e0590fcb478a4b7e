"""Work on thousands of things, in pieces small enough for the event loop that every stream shares."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

STEP = 200
"""Chats in one go: some milliseconds."""
Thing = TypeVar('Thing')


async def in_steps(things: Sequence[Thing], size: int = STEP) -> AsyncIterator[Sequence[Thing]]:
    """Between two pieces the event loop does what else waits there. Few things take no step at all: they are done at once."""
    for start in range(0, len(things), size):
        if start:
            await asyncio.sleep(0)
        yield things[start:start + size]
