"""Whether the event loop is held up.

Measured is the CPU time that the loop's own thread spends between two of its steps, so that a busy machine hardly counts; but a core that
is shared takes two or three times as long for the same. The promise of 20 ms is measured by the benchmarks. A test asks for the kind:
what is not cut into turns, or grows with a square, takes far more than ten times the promise for what the tests send.
"""
from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

FAR_TOO_LONG = 0.2
"""Seconds."""


class Watch:
    """The most CPU time that the loop's thread has spent in one go."""

    def __init__(self) -> None:
        self.longest, self._before = 0.0, time.thread_time()

    async def run(self) -> None:
        while True:
            await asyncio.sleep(0.001)
            self.look()

    def look(self) -> None:
        now = time.thread_time()
        self.longest, self._before = max(self.longest, now - self._before), now


@contextmanager
def watched() -> Iterator[Watch]:
    gc.freeze()  # what the tests before have left is not searched through
    watch = Watch()
    task = asyncio.get_running_loop().create_task(watch.run())
    try:
        yield watch
        watch.look()  # at what was done since it had its turn
    finally:
        task.cancel()
        gc.unfreeze()
