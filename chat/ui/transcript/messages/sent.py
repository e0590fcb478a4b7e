"""What has been sent of an entry, so that only what is new follows."""
from __future__ import annotations

from dataclasses import dataclass, field

from chat.analysis.self_naming import NameMask
from chat.conversation import Reply
from chat.ui.transcript.messages.entries import Entry
from chat.ui.transcript.messages.masked_tail import MaskedTail
from chat.ui.transcript.messages.tails import Tail


@dataclass(kw_only=True, slots=True)
class Sent:
    """What the browser knows of an entry."""

    key: int
    entry: Entry
    text: Tail | MaskedTail = field(default_factory=lambda: Tail(kind='text'))
    thinking: Tail | MaskedTail = field(default_factory=lambda: Tail(kind='thinking'))
    turns: int = 0
    """See `Reply.turns`."""

    def begin(self, reply: Reply, mask: NameMask | None) -> None:
        """From its first word on."""
        self.turns = reply.turns
        self.text, self.thinking = Tail(kind='text'), Tail(kind='thinking')
        if mask:
            self.text, self.thinking = MaskedTail('text', mask), MaskedTail('thinking', mask)
