"""When a page draws the text that has come: what comes after a silence at once, everything else at the next frame."""
from __future__ import annotations

INTERVAL = 0.05
"""Seconds."""
PER_LANE = 0.0125
"""A page that shows many growing lanes is drawn less often: with six of them 13 times a second, which still reads as writing."""
LONGEST_INTERVAL = 0.1


class FrameRate:
    """One for each view. All views of a page draw at the same moments, so that the browser needs one frame for them; each page has moments
    of its own, or all pages would be served at the same time."""

    def __init__(self, page: str) -> None:
        self._phase = (hash(page) % 64) / 64
        self._last = 0.0

    def mark(self, now: float) -> None:
        """Something has been drawn. `now` in seconds of the event loop's clock."""
        self._last = now

    def wait(self, now: float, growing: int) -> float:
        """Seconds until the next drawing; `growing` replies are being written."""
        interval = min(LONGEST_INTERVAL, max(INTERVAL, PER_LANE * growing))
        if now >= self._last + interval:
            return 0
        wait = interval - (now + self._phase * interval) % interval
        is_too_soon = now + wait < self._last + interval / 2  # a timer may be a hair early, and the moment it was for still ahead
        return wait + interval if is_too_soon else wait
