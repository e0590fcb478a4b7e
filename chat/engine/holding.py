"""Holds an answer back until it is whole, where it is to be shown in one piece."""
from __future__ import annotations

from chat.conversation import Delta

NOTE = 'Writing, shown when complete'


class HeldAnswer:
    """What has come so far. It comes as a stream all the same: its end, its silences and its failures are those of a stream."""

    def __init__(self) -> None:
        self._deltas: list[Delta] = []
        self._kind = ''
        self._pieces: list[str] = []
        """Of one text or thought, joined at its end: a long answer is thousands of deltas, and they are let out in one go."""

    @property
    def has_content(self) -> bool:
        return bool(self._pieces) or any(delta.has_content for delta in self._deltas)

    def take(self, delta: Delta) -> Delta:
        """Keep it, and give what may be shown of it: that somebody is at work."""
        if not (delta.has_content or delta.was_thought or delta.usage or delta.finish_reason):
            return delta
        kind = 'text' if delta == Delta(text=delta.text) else 'thinking' if delta == Delta(thinking=delta.thinking) else ''
        if kind != self._kind or not kind:
            self._join()
            self._kind = kind
        if kind:
            self._pieces.append(delta.text or delta.thinking)
        else:
            self._deltas.append(delta)
        return Delta(note=NOTE)

    def release(self) -> list[Delta]:
        """All of it, once."""
        self._join()
        self._kind = ''
        released, self._deltas = self._deltas, []
        return released

    def _join(self) -> None:
        if self._pieces:
            whole = ''.join(self._pieces)
            self._pieces.clear()
            self._deltas.append(Delta(text=whole) if self._kind == 'text' else Delta(thinking=whole))
