"""Which turns of a chat a view has: not all two thousand of a long one."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chat.conversation import Turn

FIRST, MORE = 15, 30
"""Turns at first, and so many more each time the reader comes near the oldest."""
BEFORE, BEHIND = 5, 40
"""Turns around the one that the reader jumps to: they come first, on a screen of any height. So many that only what is near is built."""
STEP = 40
"""Turns that come at a time between those and the newest."""


@dataclass(kw_only=True, slots=True)
class ShownTurns:
    """The newest ones; after a jump to an old one also a stretch around that, which grows until it has reached them.

    Every `path` is the chat's path of turns as it stands, oldest first.
    """

    newest: int = FIRST
    stretch: tuple[str, str] | None = None
    """The ids of its first and its last turn."""

    def of(self, path: Sequence[Turn]) -> list[Turn]:
        """Oldest first; between the stretch and the newest some are missing."""
        start, end = self._bounds(path)
        return [*path[start:end], *path[max(end, len(path) - self.newest):]]

    def has_older(self, path: Sequence[Turn]) -> bool:
        return self._bounds(path)[0] > 0

    def keep(self, path: Sequence[Turn], oldest: str | None) -> None:
        """What is shown, from this turn on, stays when newer turns come."""
        if self.stretch is None and (index := _index_of(path, oldest)) is not None:
            self.newest = max(self.newest, len(path) - index)

    def add_older(self, path: Sequence[Turn]) -> None:
        start, end = self._bounds(path)
        if self.stretch is None:
            self.newest += MORE
        else:
            self._set(path, max(0, start - MORE), end)

    def jump(self, path: Sequence[Turn], turn_id: str) -> bool:
        """Returns whether this turn is on the path."""
        index = _index_of(path, turn_id)
        if index is None:
            return False
        if index < len(path) - self.newest:
            self._set(path, max(0, index - BEFORE), index + BEHIND)
        return True

    def jump_to_first(self, path: Sequence[Turn]) -> None:
        if path:
            self.jump(path, path[0].id)

    def fill(self, path: Sequence[Turn]) -> None:
        """The next turns between the stretch and the newest."""
        if self.stretch is not None:
            start, end = self._bounds(path)
            self._set(path, start, end + STEP)

    def _set(self, path: Sequence[Turn], start: int, end: int) -> None:
        """Up to `end`, without it."""
        if end < len(path) - self.newest:
            self.stretch = (path[start].id, path[end - 1].id)
        else:
            self.newest, self.stretch = len(path) - start, None

    def _bounds(self, path: Sequence[Turn]) -> tuple[int, int]:
        """Where the stretch begins and ends; without one both are where the newest begin."""
        start = end = max(0, len(path) - self.newest)
        if self.stretch is None:
            return start, end
        first, last = (_index_of(path, turn_id) for turn_id in self.stretch)
        if first is None or last is None or last >= start:
            self.stretch = None  # another branch was chosen
            return start, end
        return first, last + 1


def _index_of(path: Sequence[Turn], turn_id: str | None) -> int | None:
    return next((index for index, turn in enumerate(path) if turn.id == turn_id), None)
