"""Personas and prompts: kept, taken into chats; and answers in one piece."""
from __future__ import annotations

import pytest

from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.library.personas import Instructions, Personas, assign
from chat.store.tables.library import Library, Persona
from tests.engine.conftest import Feed
from tests.engine.library.personas import SOCRATES, a_chat, kept


async def test_a_persona_is_kept_as_it_is(engine: Engine) -> None:
    saved = Personas(Library(engine.store)).save(SOCRATES)
    assert (saved.name, saved.starters) == ('Socrates', ('What is justice?',))
    assert (await kept(engine))[0] == [saved]


async def test_a_chat_takes_what_the_persona_brings(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    assign(chat, SOCRATES)
    engine.send(chat, 'Hello')
    request = (await feed.request('Hello', 'wise')).request
    assert [message.content for message in request.messages] == ['Only ask.', 'Hello'], 'the greeting is for people'
    assert request.parameters == {'temperature': 0.5, 'stop': ['x']}
    assert chat.settings.persona
    assert chat.settings.persona.greeting == 'Welcome.'
    with pytest.raises(EngineError, match='before the first message'):
        assign(chat, None)


async def test_without_its_persona_a_chat_goes_back_to_its_usual_model(engine: Engine) -> None:
    chat = a_chat(engine)
    assign(chat, SOCRATES)
    assign(chat, None)
    assert chat.lanes[0].model == 'fed/a'


async def test_without_its_persona_a_chat_has_its_own_instructions_again(engine: Engine) -> None:
    chat = a_chat(engine)
    chat.lanes[0].system_prompt, chat.lanes[0].parameters = 'Rhyme.', {'top_p': 0.5}
    own = Instructions.of(chat)
    assign(chat, SOCRATES, own=own)
    assert chat.lanes[0].system_prompt == 'Only ask.'
    assign(chat, None, own=own)
    assert (chat.lanes[0].system_prompt, chat.lanes[0].parameters) == ('Rhyme.', {'top_p': 0.5})


async def test_a_model_that_was_chosen_by_hand_stays_when_the_persona_goes(engine: Engine) -> None:
    chat = a_chat(engine)
    assign(chat, SOCRATES)
    chat.lanes[0].model = 'fed/mine'
    assign(chat, Persona(name='Plain'))
    assert chat.lanes[0].model == 'fed/mine'
    assign(chat, None)
    assert chat.lanes[0].model == 'fed/mine'
