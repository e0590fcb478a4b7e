"""Servers say things twice: piece by piece, and then as a whole. What counts of the whole is what the pieces have not brought."""
from __future__ import annotations

from itertools import chain

from chat.providers.limits import READ_BYTES

SLACK = 1000
"""Characters of white space at the beginning, of which the one may have more than the other."""
MOST_KEPT = 2 * (READ_BYTES + SLACK)
"""Characters, more than any whole can have."""
MOST_SMALL = 1000
"""Pieces that are kept as they came: each takes as much memory as fifty letters."""


class Said:
    """What has come of one text, in pieces."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._small: list[str] = []
        self._size = 0

    def __bool__(self) -> bool:
        return self._size > 0

    @property
    def text(self) -> str:
        """All of it, up to what anything can be compared with."""
        if self._small or len(self._pieces) > 1:
            self._pieces[:] = [''.join((*self._pieces, *self._small))]
            self._small.clear()
        return self._pieces[0] if self._pieces else ''

    def add(self, piece: str) -> None:
        if self._size < MOST_KEPT:
            self._small.append(piece)
        self._size += len(piece)
        if len(self._small) >= MOST_SMALL:
            self._pieces.append(''.join(self._small))
            self._small.clear()

    def rest_of(self, whole: str) -> str:
        """What of the whole has not come. Nothing, if it is another text: then the pieces are believed, for they are on the screen."""
        rest = self._behind(whole) or ''
        return rest if rest.strip() else ''

    def next_of(self, text: str) -> str:
        """The same for servers of whom it is not known whether they send pieces or all so far: what does not go on is a piece."""
        rest = self._behind(text)
        return text if rest is None else rest

    def _behind(self, whole: str) -> str | None:
        """See below. Of what is far longer than the whole only the beginning counts: it need not be joined for that."""
        length = len(whole) + SLACK
        if self._size <= 2 * length:
            return _behind(self.text, whole) if self._size <= MOST_KEPT else None
        begin, size = list[str](), 0
        for piece in chain(self._pieces, self._small):
            begin.append(piece[:length - size])
            size += len(begin[-1])
            if size >= length:
                break
        core = ''.join(begin).lstrip()
        return _behind(self.text, whole) if not core else '' if core.startswith(whole.strip()) else None


def _behind(came: str, whole: str) -> str | None:
    """What stands in `whole` behind what came; white space at the beginning and at the end is often another. None: it does not go on."""
    if whole.startswith(came):
        return whole[len(came):]
    core, start = came.strip(), whole.lstrip()
    if start.startswith(core):
        return start[len(core):] if core else start
    return '' if core.startswith(start.rstrip()) else None
