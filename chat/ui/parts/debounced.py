"""Drawing that may wait: whatever surrounds a reply must not delay its first token in the browser."""
from __future__ import annotations

import asyncio
from collections.abc import Callable

from nicegui import ui

DELAY = 0.1
"""Address, title, list and switches together cost the browser about 15 ms: half of what a first token may take."""


class Debounced:
    """Called any number of times, it draws once, a moment later, unless the element is gone by then."""

    def __init__(self, element: ui.element, draw: Callable[[], object]) -> None:
        self._element = element
        self._draw = draw
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DELAY, self._now)

    def _now(self) -> None:
        self._timer = None
        if not self._element.is_deleted:
            self._draw()
