"""What a request is made of."""
from __future__ import annotations

import pytest

from chat.conversation import ChatSettings
from chat.engine.engine import Engine
from chat.settings.preferences import STREAM_ANSWERS
from tests.engine.conftest import Feed
from tests.engine.library.personas import a_chat


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
