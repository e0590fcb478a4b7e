"""A lane of a chat: who answers in it, and what it is told."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from chat.conversation.json_object import JsonObject, count_from, object_from, text_from, texts_from, unknown_in
from chat.conversation.parameters import Parameters, parameters_from

STREAM = 'stream'
"""What JSON has among the parameters although it is none of them."""
KNOWN = frozenset({'model', 'number', 'system_prompt', 'parameters', 'parked', 'inherits', 'merges', 'tools'})

MOST_LANES = 12
"""Side by side; above, nobody reads them and the browser has to."""


@dataclass(kw_only=True, slots=True)
class Lane:
    """A model with its own instructions and parameters. `number` is its name inside the chat and is never used twice."""

    model: str
    number: int = 0
    system_prompt: str = ''
    parameters: Parameters = field(default_factory=dict)
    is_streamed: bool | None = None
    """Whether its answers come word by word; None: as the chat has it."""
    tools: tuple[str, ...] | None = None
    """What it may use, see `ChatSettings.tools`; None: as the chat has it."""
    parked: bool = False
    inherits: int | None = None
    """The lane whose replies it takes as its own history for the turns before it joined."""
    merges: bool = False
    """Whether it is asked to make one answer of those of the other lanes."""
    other: JsonObject = field(default_factory=dict)
    """What a newer version has written; it is kept."""

    @property
    def is_set_up(self) -> bool:
        """Whether it has a system prompt or settings of its own."""
        return bool(self.system_prompt or self.parameters) or self.is_streamed is not None or self.tools is not None

    def fresh(self, **changes: Any) -> Lane:
        """A lane of the same kind, for another chat or beside this one: the same model, instructions and parameters, no history."""
        same = Lane(model=self.model, system_prompt=self.system_prompt, parameters=dict(self.parameters), is_streamed=self.is_streamed,
                    tools=self.tools)
        return replace(same, **changes)

    @classmethod
    def from_json(cls, value: object) -> Lane:
        """What was stored or imported. Raises ValueError for what is no lane; what else is of another kind counts as missing."""
        values = object_from(value)
        number = count_from(values.get('number', 0))
        if not isinstance(model := values.get('model'), str) or number is None:
            raise ValueError('a lane has no model or no number')
        parameters = parameters_from(values.get('parameters'))
        own = parameters.pop(STREAM, None)
        return cls(
            model=model, number=number, system_prompt=text_from(values.get('system_prompt')), parameters=parameters,
            is_streamed=own if isinstance(own, bool) else None,
            tools=texts_from(values['tools']) if isinstance(values.get('tools'), list) else None, parked=values.get('parked') is True,
            inherits=count_from(values.get('inherits')), merges=values.get('merges') is True, other=unknown_in(values, KNOWN))

    def to_json(self) -> JsonObject:
        own = {} if self.is_streamed is None else {STREAM: self.is_streamed}
        tools = {} if self.tools is None else {'tools': [*self.tools]}
        return self.other | tools | {
            'model': self.model, 'number': self.number, 'system_prompt': self.system_prompt, 'parameters': self.parameters | own,
            'parked': self.parked, 'inherits': self.inherits, 'merges': self.merges}
