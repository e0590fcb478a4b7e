"""Chats that no export has are counted before it begins."""
from __future__ import annotations

from chat.conversation import Chat, ChatSettings
from chat.engine.engine import Engine
from chat.engine.transfer.withheld import withheld, words_on
from tests.store.samples import chat_with_reply


def adopted(engine: Engine, title: str, *, blind: bool) -> Chat:
    chat = chat_with_reply(title=title)[0]
    chat.settings = ChatSettings(is_blind=blind)
    engine.adopt(chat)
    return chat


async def test_blind_comparisons_are_counted_as_they_are_now(engine: Engine) -> None:
    first, second = adopted(engine, 'Hush', blind=True), adopted(engine, 'Quiet', blind=True)
    adopted(engine, 'Open', blind=False)
    assert await engine.store.flush()
    assert await withheld(engine) == {first.id, second.id}
    first.settings = ChatSettings()  # told to the disk a moment later
    engine.listing.hide(second.id)
    assert await withheld(engine) == set()


def test_the_words_say_why() -> None:
    assert words_on(1) == 'One blind comparison is not part of it, because its names are hidden until the reveal.'
    assert words_on(2000) == '2,000 blind comparisons are not part of it, because their names are hidden until the reveal.'
