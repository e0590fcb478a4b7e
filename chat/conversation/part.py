"""A stretch of a reply: text, a thought, what was asked of a tool, a picture."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from chat.conversation.json_object import JsonObject

PartKind = Literal['text', 'thinking', 'tool_call', 'tool_result', 'question', 'picture', 'sources', 'unshown']
"""`picture` has what an Attachment has as its `detail`, or the `url` of one that lies elsewhere.
`sources` is the last one, see `source.py`.
`unshown` counts what came and cannot be shown: `detail` has `name` and `count`."""


@dataclass(kw_only=True, slots=True)
class Part:
    """A stretch of a reply. Grows piece by piece; the pieces are joined only when somebody reads them."""

    kind: PartKind
    pieces: list[str] = field(default_factory=list)
    seconds: float | None = None
    """How long a finished thought took."""
    detail: JsonObject = field(default_factory=dict)
    """What else the provider needs back (a tool call's id and name, a thought's signature)."""

    @property
    def text(self) -> str:
        if len(self.pieces) > 1:
            self.pieces[:] = [''.join(self.pieces)]
        return self.pieces[0] if self.pieces else ''
