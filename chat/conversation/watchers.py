"""Who is told when something has changed."""
from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Generic, TypeVarTuple

Told = TypeVarTuple('Told')
"""What they are told."""
log = logging.getLogger(__name__)


def tell(calls: Iterable[Callable[[*Told], object]], *told: *Told) -> None:
    """Tell them all: one that fails keeps nothing from the others, nor from the reply that is being written. Only the kind and the place
    of the failure are logged, for its text may hold what was said."""
    for call in tuple(calls):
        try:
            call(*told)
        except Exception as error:
            log.error('One of those who are told of changes failed: %s', place_of(error))


def place_of(error: BaseException) -> str:
    """What kind of failure, and where in the program."""
    trace, place = error.__traceback__, ''
    while trace:
        code = trace.tb_frame.f_code
        place, trace = f' in {code.co_name} ({code.co_filename}:{trace.tb_lineno})', trace.tb_next
    return f'{type(error).__name__}{place}'


class Watchers(Generic[*Told]):
    """Call it to tell them all, in no order; who joins or leaves meanwhile does no harm."""

    def __init__(self) -> None:
        self._calls: set[Callable[[*Told], object]] = set()

    def __bool__(self) -> bool:
        return bool(self._calls)

    def __call__(self, *told: *Told) -> None:
        tell(self._calls, *told)

    def add(self, call: Callable[[*Told], object]) -> None:
        self._calls.add(call)

    def discard(self, call: Callable[[*Told], object]) -> None:
        self._calls.discard(call)
