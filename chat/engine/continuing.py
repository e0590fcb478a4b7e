"""Continue: the model goes on where it ended, and the two halves become one text."""
from __future__ import annotations

from copy import deepcopy

from chat.conversation import Message, Part, Reply

INSTRUCTION = (
    'Your last message was cut off. Go on exactly where it ends, in the middle of the sentence or code if need be. '
    'Do not repeat anything, do not comment on the interruption.'
)
LONGEST_OVERLAP = 120
"""Characters. Models like to begin again with the last words they wrote; this much is compared."""
SHORTEST_OVERLAP = 8
"""Characters. A letter or two in common happens by chance."""


def parts_so_far(reply: Reply) -> list[Part]:
    return deepcopy([part for part in reply.parts if part.kind in {'text', 'thinking'}])


def messages_to_continue(messages: list[Message], written: str) -> list[Message]:
    """Asks for the rest. A plain pair of messages, because the newest models refuse a prefilled answer."""
    if not written.strip():
        return messages
    return [*messages, Message(role='assistant', content=written), Message(role='user', content=INSTRUCTION)]


class Seam:
    """Joins the first words of the continuation to what stands already: words that are said twice are dropped."""

    def __init__(self, written: str) -> None:
        self._tail = written[-LONGEST_OVERLAP:]
        self._held = ''
        self._is_open = bool(self._tail)

    def join(self, text: str) -> str:
        """The part of `text` that is new. Holds text back only while it may still be a repetition of the tail."""
        if not self._is_open:
            return text
        self._held += text
        if len(self._held) < len(self._tail) and self._may_repeat():
            return ''
        return self.close()

    def close(self) -> str:
        """What is still held back."""
        self._is_open = False
        held, self._held = self._held, ''
        return held[self._overlap(held):]

    def _may_repeat(self) -> bool:
        return any(self._tail[start:].startswith(self._held) for start in range(len(self._tail)))

    def _overlap(self, held: str) -> int:
        shortest = min(SHORTEST_OVERLAP, len(self._tail))
        lengths = range(min(len(held), len(self._tail)), shortest - 1, -1)
        return next((n for n in lengths if self._tail.endswith(held[:n])), 0)
