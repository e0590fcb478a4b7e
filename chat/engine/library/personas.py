"""Personas: kept in the library, taken into new chats."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

from chat.conversation import Chat, ChosenPersona
from chat.conversation.json_object import texts_from
from chat.conversation.parameters import Parameters
from chat.engine.error import EngineError
from chat.engine.library.collection import Collection
from chat.engine.one_line import one_line
from chat.store.tables.library import Persona

TOOLS = 'tools'
"""Keys of the tools that a persona brings along, among its parameters; no model is sent it."""
LONGEST_NAME = 80
LONGEST_GREETING = 20_000
MOST_STARTERS = 8
LONGEST_STARTER = 4_000
"""Characters."""


class Personas(Collection[Persona]):
    """All of them. Chats that began with one go on as they are when it is deleted."""

    noun = 'persona'

    def name_of(self, entry: Persona) -> str:
        return entry.name

    def renamed(self, entry: Persona, name: str) -> Persona:
        return replace(entry, name=name)

    def tidied(self, entry: Persona) -> Persona:
        name = one_line(entry.name)[:LONGEST_NAME]
        if not name:
            raise EngineError('A persona needs a name.')
        starters = tuple(text for one in entry.starters if (text := one.strip()[:LONGEST_STARTER]))
        if len(starters) > MOST_STARTERS:
            raise EngineError(f'A persona has at most {MOST_STARTERS} starter prompts.')
        return replace(
            entry, name=name, model=entry.model.strip(), system_prompt=entry.system_prompt.strip().replace('\0', '\ufffd'),
            greeting=entry.greeting.strip().replace('\0', '\ufffd')[:LONGEST_GREETING], starters=starters)


@dataclass(kw_only=True, slots=True, frozen=True)
class Instructions:
    """What the lane of a new chat is told."""

    system_prompt: str = ''
    parameters: Parameters = field(default_factory=dict)
    tools: tuple[str, ...] = ()

    @classmethod
    def of(cls, chat: Chat) -> Instructions:
        return cls(system_prompt=chat.lanes[0].system_prompt, parameters=dict(chat.lanes[0].parameters),
                   tools=chat.settings.tools)


def assign(chat: Chat, persona: Persona | None, *, own: Instructions | None = None) -> None:
    """Let this new chat begin with a persona, or with none: its first lane gets what the persona brings, or its `own` instructions again.

    Raises EngineError later on.
    """
    if chat.turns:
        raise EngineError('A persona is chosen before the first message; start a new chat for it.')
    lane, usual = chat.lanes[0], _usual_model(chat)
    if persona is None:
        lane.model = usual
        instruct(chat, own or Instructions())
        chat.settings = replace(chat.settings, persona=None, tools=(own or Instructions()).tools)
        return
    lane.model = persona.model or usual
    lane.system_prompt, lane.parameters = persona.system_prompt, dict(persona.parameters)
    chat.settings = replace(chat.settings, tools=texts_from(lane.parameters.pop(TOOLS, None)))
    chat.settings = replace(chat.settings, persona=ChosenPersona(
        id=persona.id, name=persona.name, greeting=persona.greeting, starters=persona.starters, model=lane.model, usual_model=usual))


def instruct(chat: Chat, instructions: Instructions) -> None:
    """Tell the lane of a new chat this, and nothing else."""
    chat.lanes[0].system_prompt, chat.lanes[0].parameters = instructions.system_prompt, dict(instructions.parameters)


def _usual_model(chat: Chat) -> str:
    """The model without a persona: the one before it was picked, unless another has been chosen by hand since."""
    persona, model = chat.settings.persona, chat.lanes[0].model
    return persona.usual_model or model if persona and persona.model == model else model
