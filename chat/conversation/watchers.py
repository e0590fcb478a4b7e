"""Who is told when something has changed."""
from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVarTuple

Told = TypeVarTuple('Told')
"""What they are told."""


class Watchers(Generic[*Told]):
    """Call it to tell them all, in no order; who joins or leaves meanwhile does no harm."""

    def __init__(self) -> None:
        self._calls: set[Callable[[*Told], object]] = set()

    def __bool__(self) -> bool:
        return bool(self._calls)

    def __call__(self, *told: *Told) -> None:
        for call in tuple(self._calls):
            call(*told)

    def add(self, call: Callable[[*Told], object]) -> None:
        self._calls.add(call)

    def discard(self, call: Callable[[*Told], object]) -> None:
        self._calls.discard(call)
