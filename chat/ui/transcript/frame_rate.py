"""When a page draws the text that has come: what comes after a silence at once, everything else at the next beat."""
from __future__ import annotations

BEAT = 0.05
"""Seconds."""
PER_LANE = 0.0125
"""A page that shows many growing lanes is drawn less often: with six of them 13 times a second, which still reads as writing."""
LONGEST_BEAT = 0.1


class Beat:
    """One for each view. All views of a page have the same beat, so that the browser draws them in one frame; each page has another one, or
    all pages would be served at the same moment."""

    def __init__(self, page: str) -> None:
        self._phase = (hash(page) % 64) / 64
        self._last = 0.0

    def mark(self, now: float) -> None:
        """Something has been drawn. `now` in seconds of the event loop's clock."""
        self._last = now

    def wait(self, now: float, growing: int) -> float:
        """Seconds until the next drawing; `growing` replies are being written."""
        beat = min(LONGEST_BEAT, max(BEAT, PER_LANE * growing))
        if now >= self._last + beat:
            return 0
        wait = beat - (now + self._phase * beat) % beat
        is_too_soon = now + wait < self._last + beat / 2  # a timer may be a hair early, and the moment it was for still ahead
        return wait + beat if is_too_soon else wait
