"""What is kept in the library: names are needed and taken once, what is deleted stays away."""
from __future__ import annotations

import pytest

from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.library.personas import Personas, assign
from chat.store.tables.library import Library, Persona
from tests.engine.library.personas import SOCRATES, a_chat, kept


async def test_a_deleted_persona_stays_away(engine: Engine) -> None:
    personas = Personas(Library(engine.store))
    saved = personas.save(SOCRATES)
    personas.delete(saved.id)
    assert personas.all == []
    assert (await kept(engine))[0] == []


async def test_names_are_needed_and_taken_once(engine: Engine) -> None:
    personas = Personas(Library(engine.store))
    personas.save(SOCRATES)
    with pytest.raises(EngineError, match='needs a name'):
        personas.save(Persona(name=' '))
    with pytest.raises(EngineError, match='called “socrates” already'):
        personas.save(Persona(name='socrates'))


async def test_a_persona_can_be_put_back(engine: Engine) -> None:
    chat = a_chat(engine)
    assign(chat, SOCRATES)
    assign(chat, Persona(name='Plain'))
    assert (chat.lanes[0].model, chat.lanes[0].system_prompt, chat.lanes[0].parameters) == ('fed/a', '', {})
    assign(chat, None)
    assert chat.settings.persona is None
    assert chat.lanes[0].model == 'fed/a'
