"""What is new in a reply's text or thoughts, without the names that a blind comparison hides."""
from __future__ import annotations

from typing import Literal

from chat.analysis.self_naming import MaskedStream, NameMask
from chat.conversation import Reply
from chat.ui.transcript.entries import Tail


class MaskedTail:
    """Stands in for a Tail. What may be the beginning of a name is held back until it is seen whether it is one."""

    def __init__(self, kind: Literal['text', 'thinking'], mask: NameMask) -> None:
        self._tail = Tail(kind=kind)
        self._stream = MaskedStream(mask)

    @property
    def length(self) -> int:
        return self._tail.length

    def take(self, reply: Reply) -> str:
        return self._stream.take(self._tail.take(reply), is_last=not reply.is_running)
