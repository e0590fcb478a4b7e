"""Before the first prompt: who to talk to, and what to begin with."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nicegui import events

from chat.conversation import Chat
from chat.engine.engine import Engine
from chat.engine.library import personas
from chat.ui.parts.debounced import Debounced
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.props import Props
from chat.ui.parts.tab import Tab


@dataclass(kw_only=True, slots=True, frozen=True)
class PersonaChip(Props):
    id: str
    name: str


@dataclass(kw_only=True, slots=True, frozen=True)
class PersonaFacts(Props):
    personas: list[PersonaChip]
    chosen: str
    starters: list[str]
    is_over: bool
    """Whether the chat has begun."""


class PersonaBar(LiveElement, component='persona_bar.js'):
    """Chips for the personas, and for the starter prompts of the one that is chosen."""

    def __init__(self, screen: Tab, chat: Chat, *, on_start: Callable[[str], Any]) -> None:
        super().__init__()
        self.screen = screen
        self.engine: Engine = screen.services.engine
        self.chat = chat
        self._on_start = on_start
        self._own = personas.Instructions()
        """What was typed by hand before a persona was chosen."""
        self.props['facts'] = self._facts().to_json()
        self._refresh_later = Debounced(self, self._refresh)
        self.on('persona', self._choose)
        self.on('starter', self._start)
        self.watch_chat(chat)
        self.watch(screen.services.personas.watchers, self.chat_changed)

    def chat_changed(self) -> None:
        self._refresh_later()

    def _refresh(self) -> None:
        self.tell('facts', self._facts())

    def _facts(self) -> PersonaFacts:
        chosen = self.chat.settings.persona
        return PersonaFacts(
            personas=[PersonaChip(id=one.id, name=one.name) for one in self.screen.services.personas.all],
            chosen=chosen.id if chosen else '', starters=[*chosen.starters] if chosen else [], is_over=bool(self.chat.turns))

    def _choose(self, event: events.GenericEventArguments) -> None:
        """Choosing the same one again deselects it."""
        wanted = str(event.args)
        chosen = self.chat.settings.persona
        persona = None if chosen and chosen.id == wanted else self.screen.services.personas.get(wanted)
        if chosen is None:
            self._own = personas.Instructions.of(self.chat)
        self.screen.attempt(lambda: personas.assign(self.chat, persona, own=self._own))
        self.engine.save(self.chat)

    def _start(self, event: events.GenericEventArguments) -> None:
        chosen = self.chat.settings.persona
        starters = chosen.starters if chosen else ()
        if isinstance(event.args, int) and 0 <= event.args < len(starters):
            self._on_start(starters[event.args])
