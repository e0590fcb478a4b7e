"""How tests wait: for a state, with a limit that only a test reaches that fails. What has to happen within a time stands in benchmarks."""
from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar('Result')

PATIENCE = 120.0
"""Seconds. A busy machine needs seconds for what takes milliseconds; a test that passes never waits as long as this."""
PATIENCE_MS = PATIENCE * 1000
"""The same for Playwright."""
SEVERAL_TURNS = 20
POLL, SLOW_POLL = 0.002, 0.02


@dataclass(kw_only=True)
class Clock:
    """A clock that the test turns."""

    now: float

    def __call__(self) -> float:
        return self.now


async def until(condition: Callable[[], object]) -> None:
    """Any state of any object in the loop of the test; what has to be asked for may be awaited."""
    async with asyncio.timeout(PATIENCE):
        while not (await found if inspect.isawaitable(found := condition()) else found):
            await asyncio.sleep(POLL)


async def in_time(waited_for: Awaitable[Result]) -> Result:
    """What comes of it; a test in which it never comes fails instead of hanging."""
    return await asyncio.wait_for(waited_for, PATIENCE)


def wait_until(condition: Callable[[], object]) -> None:
    """A state outside the test: of another thread, another process, a file (Playwright waits for those inside a browser)."""
    until, pause = time.monotonic() + PATIENCE, threading.Event()
    while not condition():
        assert time.monotonic() < until, 'it never came to that'
        pause.wait(SLOW_POLL)


async def turns_of_the_loop(count: int = SEVERAL_TURNS) -> None:
    """For what happens, or must not happen, without waiting for anybody outside the loop."""
    for _ in range(count):
        await asyncio.sleep(0)
