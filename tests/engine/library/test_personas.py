"""Personas and prompts: kept, taken into chats; and answers in one piece."""
from __future__ import annotations

import pytest

from chat.conversation import Chat, ChatSettings, Lane
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.library.personas import Instructions, Personas, assign
from chat.engine.library.prompt_library import PromptLibrary, filled, gaps_in
from chat.settings.preferences import STREAM_ANSWERS
from chat.store.tables.library import Library, Persona, Prompt
from tests.engine.conftest import Feed

SOCRATES = Persona(
    name=' Socrates ', system_prompt='Only ask.', model='fed/wise', parameters={'temperature': 0.5, 'stop': ['x']},
    greeting='Welcome.', starters=('What is justice?', '  '))


async def kept(engine: Engine) -> tuple[list[Persona], list[Prompt]]:
    """What a later start finds."""
    await engine.store.flush()
    return await Library(engine.store).load()


def a_chat(engine: Engine) -> Chat:
    return engine.new([Lane(model='fed/a')])


async def test_a_persona_is_kept_as_it_is(engine: Engine) -> None:
    saved = Personas(Library(engine.store)).save(SOCRATES)
    assert (saved.name, saved.starters) == ('Socrates', ('What is justice?',))
    assert (await kept(engine))[0] == [saved]


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


async def test_a_persona_can_be_put_back(engine: Engine) -> None:
    chat = a_chat(engine)
    assign(chat, SOCRATES)
    assign(chat, Persona(name='Plain'))
    assert (chat.lanes[0].model, chat.lanes[0].system_prompt, chat.lanes[0].parameters) == ('fed/a', '', {})
    assign(chat, None)
    assert chat.settings.persona is None
    assert chat.lanes[0].model == 'fed/a'


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


async def test_prompts_are_kept_with_their_gaps(engine: Engine) -> None:
    library = PromptLibrary(Library(engine.store))
    saved = library.save(Prompt(title='/translate ', text='Into {{ language }}: {{text}} ({{language}})'))
    assert saved.title == 'translate'
    assert gaps_in(saved.text) == ['language', 'text']
    assert (await kept(engine))[1] == [saved]
    with pytest.raises(EngineError, match='already'):
        library.save(Prompt(title='Translate', text='x'))
    with pytest.raises(EngineError, match='needs a text'):
        library.save(Prompt(title='empty', text=' '))


@pytest.mark.parametrize(('text', 'gaps'), [
    ('{{ }} {{}} {{  \n}}', []), ('{{ a {{b}} c }}', ['b']), ('{{open {{done}} {{', ['done']), ('{{one\ntwo}}', []),
    ('{{ a b }}{{a.b}}{{__proto__}}', ['a b', 'a.b', '__proto__']), ('{{' + 'x' * 61 + '}}', [])])
def test_a_gap_has_a_name_on_one_line(text: str, gaps: list[str]) -> None:
    assert gaps_in(text) == gaps


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    assert filled('{{a}} and {{ b }}, {{c}}', {'a': '{{b}}', 'b': 'B'}) == '{{b}} and B, {{c}}'


@pytest.mark.parametrize(('preference', 'own', 'is_streamed'), [
    (None, None, True), (False, None, False), (False, True, True), (True, False, False)])
async def test_the_chat_decides_whether_it_streams_else_the_preference(
        engine: Engine, feed: Feed, preference: bool | None, own: bool | None, is_streamed: bool) -> None:
    if preference is not None:
        STREAM_ANSWERS.keep(engine.providers.settings, preference)
    chat = a_chat(engine)
    if own is not None:
        chat.settings = ChatSettings(is_streamed=own)
    engine.send(chat, 'Hello')
    assert (await feed.request('Hello')).request.stream is is_streamed
