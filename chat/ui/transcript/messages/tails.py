"""What is new in a reply since somebody looked the last time."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chat.conversation import Part, Reply
from chat.conversation.text import clean_text
from chat.ui.transcript.messages.tool_entries import uses_in


@dataclass(kw_only=True, slots=True)
class Tail:
    """Reads what is new in a reply's text or thoughts; costs what is new, not what was there before."""

    kind: Literal['text', 'thinking']
    part: int = 0
    count: int = 0
    """Pieces of this part that were taken."""
    length: int = 0
    """Characters of this part that were taken: needed when the pieces were joined since (see `Part.text`)."""
    first: str | None = None

    def take(self, reply: Reply) -> str:
        """The words alone."""
        return ''.join(step for step in self.steps(reply) if isinstance(step, str))

    def steps(self, reply: Reply) -> list[str | Part]:
        """The words, and what stands between those of the text: pictures, and uses of tools."""
        parts = self._parts(reply)
        steps: list[str | Part] = []
        while self.part < len(parts):
            part = parts[self.part]
            if part.kind != self.kind:
                steps += [] if self.count else [part]
                self.count = 1
            elif fresh := clean_text(self._rest(part)):
                steps.append(fresh)
            if self.part + 1 == len(parts):
                break
            self.part, self.count, self.length, self.first = self.part + 1, 0, 0, None
            if self.kind == 'thinking':
                steps.append('\n\n')
        return steps

    def _parts(self, reply: Reply) -> list[Part]:
        if self.kind == 'thinking':
            return [part for part in reply.parts if part.kind == 'thinking']
        starts = {id(use.start) for use in uses_in(reply.parts)}
        return [part for part in reply.parts if part.kind in {'text', 'picture'} or id(part) in starts]

    def _rest(self, part: Part) -> str:
        pieces = part.pieces
        if not pieces:
            return ''
        is_joined = self.first is not pieces[0] or self.count > len(pieces)
        fresh = ''.join([pieces[0][self.length:], *pieces[1:]] if is_joined else pieces[self.count:])
        self.first, self.count = pieces[0], len(pieces)
        self.length += len(fresh)
        return fresh
