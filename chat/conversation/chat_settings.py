"""What a chat remembers beside its words: what is hidden, who it began with, how it is shown and answered."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from chat.conversation.json_object import JsonObject, count_from, number_from, object_from, text_from, texts_from, unknown_in

RepeatKind = Literal['times', 'temperatures', 'prompts', 'fields']
REPEATS: tuple[RepeatKind, ...] = get_args(RepeatKind)
NARROWEST, WIDEST = 22.0, 200.0
"""Of a lane's column, in rem."""
PERSONA_NAMES = frozenset({'id', 'name', 'greeting', 'starters', 'model', 'usual_model'})
KNOWN = frozenset({'blind', 'blind_since', 'blind_order', 'revealed_at', 'revealed_turn', 'persona', 'widths', 'history', 'stream_answers',
                   'repeat', 'tools', 'allowed_tools', 'one_world'})


@dataclass(kw_only=True, slots=True, frozen=True)
class ChosenPersona:
    """A persona as it was when the chat began with it, whatever becomes of it."""

    name: str
    id: str = ''
    greeting: str = ''
    starters: tuple[str, ...] = ()
    model: str = ''
    """The model that the chat had with it."""
    usual_model: str = ''
    """The model that the chat goes back to without it; empty: the one it has."""
    other: JsonObject = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: object) -> ChosenPersona | None:
        values = object_from(value)
        if not isinstance(name := values.get('name'), str):
            return None
        starters = values.get('starters')
        return cls(
            name=name, id=text_from(values.get('id')), greeting=text_from(values.get('greeting')),
            starters=tuple(one for one in starters if isinstance(one, str)) if isinstance(starters, list | tuple) else (),
            model=text_from(values.get('model')), usual_model=text_from(values.get('usual_model')), other=unknown_in(values, PERSONA_NAMES))

    def to_json(self) -> JsonObject:
        return self.other | {
            'id': self.id, 'name': self.name, 'greeting': self.greeting, 'starters': [*self.starters], 'model': self.model,
            'usual_model': self.usual_model}


@dataclass(kw_only=True, slots=True, frozen=True)
class ChatSettings:
    """In JSON, what is as usual is left out."""

    is_blind: bool = False
    """Whether nobody may tell the lanes apart by their models yet."""
    blind_since: float = 0.0
    blind_order: tuple[int, ...] = ()
    """The lanes in the order of their letters."""
    revealed_at: float | None = None
    """When the names of these lanes were shown again, if they have been hidden."""
    revealed_turn: str | None = None
    """The newest turn at that time."""
    persona: ChosenPersona | None = None
    widths: Mapping[int, float] = field(default_factory=dict)
    """Lane number -> how wide its column is, in rem; one that is missing takes what room there is."""
    history: Literal['own', 'picked'] = 'own'
    """What the next turn of a comparison goes on from: see `Turn.history`."""
    is_streamed: bool | None = None
    """Whether answers come word by word; None: as the preference says."""
    tools: tuple[str, ...] = ()
    """What its lanes may use: `source` for all tools of a file or server, `source/tool` for one."""
    allowed_tools: tuple[str, ...] = ()
    """`source/tool` of those that need not ask in this chat any more."""
    is_one_world: bool = True
    """Whether the lanes of a comparison get the same result for the same call of a read-only tool."""
    repeat: RepeatKind | None = None
    """What the lanes differ in, if the chat was made to ask the same several times."""
    other: JsonObject = field(default_factory=dict)
    """What a newer version has written; it is kept."""

    @classmethod
    def from_json(cls, value: object) -> ChatSettings:
        """What was stored or imported; what is of another kind than it should be counts as missing.

        Only `false` opens a blind comparison: the database reads it so, too.
        """
        values = object_from(value)
        streamed = values.get('stream_answers')
        return cls(
            is_blind=values.get('blind', False) is not False, blind_since=number_from(values.get('blind_since')) or 0.0,
            blind_order=tuple(_counts(values.get('blind_order'))), revealed_at=number_from(values.get('revealed_at')) or None,
            revealed_turn=text_from(values.get('revealed_turn')) or None, persona=ChosenPersona.from_json(values.get('persona')),
            widths=dict(_widths(values.get('widths'))), history='picked' if values.get('history') == 'picked' else 'own',
            is_streamed=streamed if isinstance(streamed, bool) else None,
            tools=texts_from(values.get('tools')), allowed_tools=texts_from(values.get('allowed_tools')),
            is_one_world=values.get('one_world') is not False,
            repeat=repeat_from(values.get('repeat')), other=unknown_in(values, KNOWN))

    def to_json(self) -> JsonObject:
        usual = {
            'one_world': True, 'tools': [], 'allowed_tools': [], 'blind': False, 'blind_since': 0.0, 'blind_order': [], 'widths': {},
            'history': 'own'}
        values = {
            'blind': self.is_blind, 'blind_since': self.blind_since, 'blind_order': [*self.blind_order], 'revealed_at': self.revealed_at,
            'revealed_turn': self.revealed_turn, 'persona': self.persona.to_json() if self.persona else None,
            'widths': {str(number): width for number, width in self.widths.items()}, 'history': self.history,
            'stream_answers': self.is_streamed, 'tools': [*self.tools], 'allowed_tools': [*self.allowed_tools],
            'one_world': self.is_one_world, 'repeat': self.repeat}
        return self.other | {name: one for name, one in values.items() if one is not None and one != usual.get(name)}


def repeat_from(value: object) -> RepeatKind | None:
    return next((kind for kind in REPEATS if kind == value), None)


def width_within(width: float) -> float:
    """The nearest that a column can be."""
    return min(max(width, NARROWEST), WIDEST)


def _counts(value: object) -> Iterable[int]:
    return (one for each in value if (one := count_from(each)) is not None) if isinstance(value, list | tuple) else ()


def _widths(value: object) -> Iterable[tuple[int, float]]:
    for number, width in object_from(value).items():
        if number.isdecimal() and number.isascii() and len(number) < 10 and (known := number_from(width)) is not None:
            yield int(number), width_within(known)
