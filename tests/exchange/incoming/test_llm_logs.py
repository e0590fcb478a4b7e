"""The log of llm."""
from __future__ import annotations

import pytest

import tests.exchange.samples as samples
from chat.exchange.incoming import llm_logs
from tests.exchange.reading import converted, talk


def test_llm_responses_become_a_chat() -> None:
    chat, left_out = converted(llm_logs.chat_from, samples.llm())
    assert talk(chat) == [('A fragment\n\nOne?', ['1']), ('Two?', ['2'])]
    assert chat.lanes[0].parameters == {'temperature': 0.5}
    assert chat.lanes[0].system_prompt == 'Count'
    assert chat.path()[0].replies[0][0].finished_at == pytest.approx(chat.created_at + 1.5)
    assert left_out['attached files whose content is not in the log'] == 2
