"""Whether the event loop is held up.

Measured is the CPU time that the loop's own thread spends between two of its steps, so that a busy machine does not count.
"""
from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_BURST = 0.02
"""Seconds."""
TWO_TURNS = 2 * LONGEST_BURST
"""Where work is done in turns the watch may have to wait for a second one. What grows with a square takes ten times as long."""


class Watch:
    """The most CPU time that the loop's thread has spent in one go."""

    longest = 0.0

    async def run(self) -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            self.longest, before = max(self.longest, now - before), now


@contextmanager
def watched() -> Iterator[Watch]:
    watch = Watch()
    gc.freeze()  # what the tests before have left is not searched through
    task = asyncio.get_running_loop().create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        gc.unfreeze()
