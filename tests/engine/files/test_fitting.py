"""What a model cannot take is said before it is sent."""
from __future__ import annotations

import pytest

from chat.conversation import Attachment, Model
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.files.attachments import Attachments
from chat.engine.files.fitting import refusal_of
from tests.engine.conftest import Feed, answered
from tests.files import png

BLIND = Model(id='fed/blind', sees_images=False, context_window=100)


def test_a_model_that_cannot_see_says_so() -> None:
    picture = Attachment(name='a.png', media_type='image/png', size=1, digest='0' * 64)
    assert refusal_of(BLIND, [picture]) == 'blind can’t see pictures: take “a.png” away, or choose a model that can.'
    assert refusal_of(Model(id='fed/unknown'), [picture]) is None


def test_a_text_that_is_too_long_for_the_model_says_so() -> None:
    text = Attachment(name='a.txt', media_type='text/plain', size=1, digest='0' * 64, text='word' * 101)
    assert '101 tokens, and it takes 100' in (refusal_of(BLIND, [text]) or '')


async def test_pictures_of_earlier_turns_are_kept_from_a_model_that_cannot_see(
        engine: Engine, feed: Feed, attachments: Attachments, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = await attachments.take_in('a.png', png())
    chat = await answered(engine, feed, 'look', attachments.chosen([taken.id]))
    monkeypatch.setattr(engine.providers, 'model', lambda model_id: BLIND)
    engine.send(chat, 'and now')
    request = (await feed.request('and now')).request
    assert not any(message.attachments for message in request.messages)
    assert request.messages[0].content == '(The picture “a.png” is not shown here.)\n\nlook'


async def test_a_picture_of_this_turn_is_not_taken_away_behind_the_back(
        engine: Engine, feed: Feed, attachments: Attachments, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answered by another model later on: it says why it can't, and is not asked."""
    taken = await attachments.take_in('a.png', png())
    chat = await answered(engine, feed, 'look', attachments.chosen([taken.id]))
    monkeypatch.setattr(engine.providers, 'model', lambda model_id: BLIND)
    asked = feed.count
    with pytest.raises(EngineError, match='can’t see pictures'):
        engine.regenerate(chat, next(chat.path()[0].all_replies()), 'fed/blind')
    assert feed.count == asked
