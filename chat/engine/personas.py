"""Personas: kept in the library, taken into new chats."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from chat.conversation import Chat
from chat.engine.engine import EngineError
from chat.store.library import Library, Persona

PERSONA = 'persona'
"""What a chat's settings remember of it: its name, greeting and starters as they were, whatever becomes of the persona."""
LONGEST_NAME = 80
LONGEST_GREETING = 20_000
MOST_STARTERS = 8
LONGEST_STARTER = 4_000
"""Characters."""


class Personas:
    """All of them, in memory."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._personas: dict[str, Persona] = {}
        self.watchers: set[Callable[[], None]] = set()

    def fill(self, personas: Sequence[Persona]) -> None:
        self._personas = {persona.id: persona for persona in personas} | self._personas

    @property
    def all(self) -> list[Persona]:
        """By name."""
        return sorted(self._personas.values(), key=lambda persona: persona.name.casefold())

    def get(self, persona_id: str) -> Persona | None:
        return self._personas.get(persona_id)

    def save(self, persona: Persona) -> Persona:
        """New or changed. Raises EngineError if it has no name, or one that another has."""
        persona = _tidied(persona)
        if any(other.name.casefold() == persona.name.casefold() and other.id != persona.id for other in self._personas.values()):
            raise EngineError(f'There is a persona called “{persona.name}” already.')
        self._personas[persona.id] = persona
        self._library.save(persona)
        self._tell()
        return persona

    def delete(self, persona_id: str) -> None:
        """Chats that began with it go on as they are."""
        if persona := self._personas.pop(persona_id, None):
            self._library.delete(persona)
            self._tell()

    def _tell(self) -> None:
        for watcher in tuple(self.watchers):
            watcher()


def assign(chat: Chat, persona: Persona | None, *, usual_model: str) -> None:
    """Let this new chat begin with a persona, or with none: its first lane gets what the persona brings. Raises EngineError later on."""
    if chat.turns:
        raise EngineError('A persona is chosen before the first message; start a new chat for it.')
    lane = chat.lanes[0]
    if persona is None:
        lane.system_prompt, lane.parameters = '', {}
        chat.settings.pop(PERSONA, None)
        return
    lane.model = persona.model or usual_model
    lane.system_prompt, lane.parameters = persona.system_prompt, dict(persona.parameters)
    chat.settings[PERSONA] = {
        'id': persona.id, 'name': persona.name, 'greeting': persona.greeting, 'starters': list(persona.starters)}


def told_by(chat: Chat) -> dict[str, Any]:
    """Name, greeting and starters of the persona this chat began with; empty without one. Imported chats may hold anything."""
    known = chat.settings.get(PERSONA)
    if not isinstance(known, dict) or not isinstance(known.get('name'), str):
        return {}
    starters = known.get('starters')
    return {
        'id': str(known.get('id', '')), 'name': known['name'], 'greeting': str(known.get('greeting') or ''),
        'starters': [str(one) for one in starters] if isinstance(starters, list) else []}


def _tidied(persona: Persona) -> Persona:
    name = ' '.join(persona.name.split())[:LONGEST_NAME]
    if not name:
        raise EngineError('A persona needs a name.')
    starters = tuple(text for one in persona.starters if (text := one.strip()[:LONGEST_STARTER]))
    if len(starters) > MOST_STARTERS:
        raise EngineError(f'A persona has at most {MOST_STARTERS} starter prompts.')
    return replace(
        persona, name=name, model=persona.model.strip(), system_prompt=persona.system_prompt.strip().replace('\0', '\ufffd'),
        greeting=persona.greeting.strip().replace('\0', '\ufffd')[:LONGEST_GREETING], starters=starters)
