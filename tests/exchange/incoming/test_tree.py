"""Messages that name their parents."""
from __future__ import annotations

import pytest

import tests.exchange.samples as samples
from chat.exchange.fields import Unreadable
from chat.exchange.incoming.chatgpt import chatgpt
from tests.exchange.reading import converted


def test_the_same_chat_has_the_same_ids_each_time() -> None:
    first, second = converted(chatgpt.chat_from, samples.chatgpt())[0], converted(chatgpt.chat_from, samples.chatgpt())[0]
    assert (first.id, list(first.turns)) == (second.id, list(second.turns))
    assert [r.id for t in first.turns.values() for r in t.all_replies()] == [r.id for t in second.turns.values() for r in t.all_replies()]


def test_a_circle_of_messages_is_refused() -> None:
    values = samples.chatgpt()
    values['mapping']['root']['parent'] = 'night-answer'
    with pytest.raises(Unreadable, match='circle'):
        converted(chatgpt.chat_from, values)
