"""Servers say things twice: piece by piece, and then as a whole. What counts of the whole is what the pieces have not brought."""
from __future__ import annotations


class Said:
    """What has come of one text, in pieces."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        if len(self._pieces) > 1:
            self._pieces[:] = [''.join(self._pieces)]
        return self._pieces[0] if self._pieces else ''

    def add(self, piece: str) -> None:
        self._pieces.append(piece)

    def rest_of(self, whole: str) -> str:
        """What of the whole has not come. Nothing, if it is another text: then the pieces are believed, for they are on the screen."""
        rest = _behind(self.text, whole) or ''
        return rest if rest.strip() else ''

    def next_of(self, text: str) -> str:
        """The same for servers of whom it is not known whether they send pieces or all so far: what does not go on is a piece."""
        rest = _behind(self.text, text)
        return text if rest is None else rest


def _behind(came: str, whole: str) -> str | None:
    """What stands in `whole` behind what came; white space at the beginning and at the end is often another. None: it does not go on."""
    if whole.startswith(came):
        return whole[len(came):]
    core, start = came.strip(), whole.lstrip()
    if start.startswith(core):
        return start[len(core):] if core else start
    return '' if core.startswith(start.rstrip()) else None
