"""What a reply remembers of the request it answers, so that "What was sent" can be made again from it."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chat.conversation.json_object import JsonObject, count_from, text_from, texts_from, unknown_in
from chat.conversation.lane import STREAM
from chat.conversation.parameters import Parameters, parameters_from

KNOWN = frozenset({
    'model', 'system_prompt', 'parameters', 'history', 'continues', 'corrects', 'correction', 'once', 'stream', 'tools', 'tool_problems',
    'first_round', 'last_round'})


@dataclass(kw_only=True, slots=True, frozen=True)
class RequestRecord:
    """Without keys, and without the words of the conversation, which are in the replies of `history`."""

    model: str = ''
    """As in `Reply.model`."""
    system_prompt: str = ''
    parameters: Parameters = field(default_factory=dict)
    history: tuple[tuple[str, str], ...] = ()
    """Ids of the turns and of the replies that went before, oldest first."""
    continues: str | None = None
    """The reply that it goes on from (Continue)."""
    corrects: str | None = None
    """The reply that it is a better version of ("Fix and retry")."""
    correction: str = ''
    """What was said against that one."""
    is_once: bool = False
    """Whether another model than the lane's was asked, this once."""
    is_streamed: bool = True
    """Whether it was to be shown word by word."""
    tools: tuple[str, ...] = ()
    """Keys of those that were offered."""
    tool_problems: tuple[str, ...] = ()
    """Why others that were chosen were not, in sentences."""
    first_round: int = 1
    """The round that this version began with: those before were another one's (Continue)."""
    last_round: int = 0
    """The newest round that the model was asked in; 0: never more than once, or not known (older versions did not note it)."""
    other: JsonObject = field(default_factory=dict)
    """What a newer version has written; it is kept."""

    @classmethod
    def from_json(cls, value: object) -> RequestRecord | None:
        """What was stored or imported; what is of another kind than it should be counts as missing. None if it is no object at all."""
        if not isinstance(value, dict):
            return None
        parameters = parameters_from(value.get('parameters'))
        parameters.pop(STREAM, None)  # older versions had the lane's choice there as well
        return cls(
            model=text_from(value.get('model')), system_prompt=text_from(value.get('system_prompt')), parameters=parameters,
            history=_pairs(value.get('history')),
            continues=text_from(value.get('continues')) or None, corrects=text_from(value.get('corrects')) or None,
            correction=text_from(value.get('correction')), is_once=value.get('once') is True,
            is_streamed=value.get('stream') is not False, tools=texts_from(value.get('tools')),
            tool_problems=texts_from(value.get('tool_problems')), first_round=count_from(value.get('first_round')) or 1,
            last_round=count_from(value.get('last_round')) or 0,
            other=unknown_in(value, KNOWN))

    def to_json(self) -> JsonObject:
        values = self.other | {
            'model': self.model, 'system_prompt': self.system_prompt, 'parameters': self.parameters,
            'history': [[*pair] for pair in self.history]}
        if self.continues is not None:
            values['continues'] = self.continues
        if self.corrects is not None:
            values |= {'corrects': self.corrects, 'correction': self.correction}
        if self.is_once:
            values['once'] = True
        if not self.is_streamed:
            values['stream'] = False
        if self.tools:
            values['tools'] = [*self.tools]
        if self.tool_problems:
            values['tool_problems'] = [*self.tool_problems]
        if self.first_round > 1:
            values['first_round'] = self.first_round
        if self.last_round:
            values['last_round'] = self.last_round
        return values

    def renamed(self, names: Mapping[str, str]) -> RequestRecord:
        """Where turns and replies have got other ids (a fork, an undone deletion): old id -> new one."""
        history = tuple((names.get(turn, turn), names.get(reply, reply)) for turn, reply in self.history)
        return replace(
            self, history=history, continues=self.continues and names.get(self.continues, self.continues),
            corrects=self.corrects and names.get(self.corrects, self.corrects))


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    pairs = [one for one in value if isinstance(one, list | tuple) and len(one) == 2] if isinstance(value, list | tuple) else []
    return tuple((turn, reply) for turn, reply in pairs if isinstance(turn, str) and isinstance(reply, str))
