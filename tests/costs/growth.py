"""Whether work grows with what it is done on, or with the square of it: twice measured on one machine, so that its speed does not count."""
from __future__ import annotations

import time
from collections.abc import Callable

SIZES = 4
ATTEMPTS = 4
AT_MOST = 10
"""Times as long for `SIZES` times as much: 16 is the square."""
NOISE = 0.05
"""Seconds of CPU time that say nothing."""


def grows_with_size(work: Callable[[int], object], most: int) -> bool:
    """`work` is given a size, up to `most`. One calm measurement is enough; what is too slow is so each time."""
    return any(_seconds(work, most) < AT_MOST * _seconds(work, most // SIZES) + NOISE for _ in range(ATTEMPTS))


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    work(size)
    return time.process_time() - start
