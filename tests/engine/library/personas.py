"""A persona that is kept, and a chat."""
from __future__ import annotations

from chat.conversation import Chat, Lane
from chat.engine.engine import Engine
from chat.store.tables.library import Library, Persona, Prompt

SOCRATES = Persona(
    name=' Socrates ', system_prompt='Only ask.', model='fed/wise', parameters={'temperature': 0.5, 'stop': ['x']},
    greeting='Welcome.', starters=('What is justice?', '  '))


async def kept(engine: Engine) -> tuple[list[Persona], list[Prompt]]:
    """What a later start finds."""
    await engine.store.flush()
    return await Library(engine.store).load()


def a_chat(engine: Engine) -> Chat:
    return engine.new([Lane(model='fed/a')])
