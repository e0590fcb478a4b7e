"""The time that a tool has for one call; it stands still while the user is asked."""
from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class ToolClock:
    """`async with asyncio.timeout(None) as timeout: clock.start(timeout)`; several questions may be open at once."""

    def __init__(self, seconds: float | None) -> None:
        """None: all the time it takes."""
        self._left = seconds
        self._timeout: asyncio.Timeout | None = None
        self._asking = 0

    def start(self, timeout: asyncio.Timeout) -> None:
        self._timeout = timeout
        self._run()

    def end(self) -> None:
        """The call is over: nothing moves its time-out any more."""
        self._timeout = None

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self._asking += 1
        if self._asking == 1 and self._timeout and (end := self._timeout.when()) is not None:
            self._left = end - asyncio.get_running_loop().time()
            self._timeout.reschedule(None)
        try:
            yield
        finally:
            self._asking -= 1
            self._run()

    def _run(self) -> None:
        if self._timeout and not self._asking and self._left is not None and not self._timeout.expired():
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)
