"""A stretch of a reply: text, a thought, what was asked of a tool, a picture."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from chat.conversation.json_object import JsonObject, number_from, object_from

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

    @classmethod
    def from_json(cls, value: object) -> Part:
        """What was stored or imported. Raises ValueError for what is no part."""
        values = object_from(value)
        kind: Any = values.get('kind')
        text = values.get('text')
        if kind not in get_args(PartKind) or not isinstance(text, str):
            raise ValueError('an unknown kind of part, or one without text')
        return cls(kind=kind, pieces=[text] if text else [], seconds=number_from(values.get('seconds')),
                   detail=object_from(values.get('detail')))

    def to_json(self) -> JsonObject:
        return {'kind': self.kind, 'text': self.text, 'seconds': self.seconds, 'detail': self.detail}

    @property
    def text(self) -> str:
        if len(self.pieces) > 1:
            self.pieces[:] = [''.join(self.pieces)]
        return self.pieces[0] if self.pieces else ''
