"""How much one program may ask for: so many answers at once, and so many requests in a while."""
from __future__ import annotations

import time
from collections.abc import Callable

REQUESTS = 600
"""A minute, for whoever asks evenly; after a pause so many at once."""
PERIOD = 60.0
"""Seconds."""
BUSY_SECONDS = 5
"""After which it is worth asking again while answers are being written."""


class AllowanceSpent(Exception):
    """Why it is refused now, in a sentence, and after how many seconds it is worth another try."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Allowance:
    """A bucket that fills evenly, and a number of places."""

    def __init__(self, *, streams: int, requests: int = REQUESTS, clock: Callable[[], float] = time.monotonic) -> None:
        self._streams = streams
        self._requests = requests
        self._clock = clock
        self._left, self._at = float(requests), clock()
        self._taken = 0

    def take_request(self) -> None:
        """Raises AllowanceSpent."""
        now = self._clock()
        self._left = min(self._requests, self._left + (now - self._at) * self._requests / PERIOD)
        self._at = now
        if self._left < 1:
            seconds = max(1, round((1 - self._left) * PERIOD / self._requests))
            raise AllowanceSpent(
                f'Too many requests: this token may make {self._requests} a minute. Try again in {_words(seconds)}.', seconds)
        self._left -= 1

    def enter(self) -> Callable[[], None]:
        """Take a place; whoever calls what comes back leaves it, once. Raises AllowanceSpent."""
        if self._taken >= self._streams:
            raise AllowanceSpent(f'This token has {self._streams} answers being written, which is all it may have at once. '
                              f'Try again when one of them has ended, or in {_words(BUSY_SECONDS)}.', BUSY_SECONDS)
        self._taken += 1
        left = False

        def leave() -> None:
            nonlocal left
            if not left:
                left = True
                self._taken -= 1
        return leave


def _words(seconds: int) -> str:
    return '1 second' if seconds == 1 else f'{seconds} seconds'
