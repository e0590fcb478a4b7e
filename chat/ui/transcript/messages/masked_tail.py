"""What is new in a reply's text or thoughts, without the names that a blind comparison hides."""
from __future__ import annotations

from typing import Literal

from chat.analysis.self_naming import MaskedStream, NameMask
from chat.conversation import Part, Reply
from chat.ui.transcript.messages.tails import Tail


class MaskedTail:
    """Stands in for a Tail. What may be the beginning of a name is held back until it is seen whether it is one."""

    def __init__(self, kind: Literal['text', 'thinking'], mask: NameMask) -> None:
        self._tail = Tail(kind=kind)
        self._stream = MaskedStream(mask)

    @property
    def length(self) -> int:
        return self._tail.length

    def take(self, reply: Reply) -> str:
        return ''.join(step for step in self.steps(reply) if isinstance(step, str))

    def steps(self, reply: Reply) -> list[str | Part]:
        """As those of a Tail; a picture ends a name."""
        steps: list[str | Part] = []
        for step in self._tail.steps(reply):
            words = self._stream.take(step, is_last=False) if isinstance(step, str) else self._stream.take('', is_last=True)
            steps += [words] if isinstance(step, str) else [words, step]
        rest = self._stream.take('', is_last=not reply.is_running)
        return [step for step in (*steps, rest) if step]
