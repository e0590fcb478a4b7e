"""Files as programs really write them, with made-up words: what must be in the chats that come out, and in the report."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Chat
from tests.exchange.reading import case, talk


@pytest.mark.parametrize(('name', 'program', 'title', 'words', 'model'), [
    ('grok-prod-grok-backend.json', 'Grok', 'Boats', [('Why do boats float?', ['They push water aside.'])], 'xai/grok-4'),
    ('gemini-takeout-MyActivity.json', 'Gemini', '', [('Why is grass green?', ['Because of **chlorophyll**.'])], 'gemini/gemini'),
    ('llama-webui.jsonl', 'llama.cpp', 'Hello', [('Hello', ['Hello to you.'])], 'llamacpp/unknown')])
def test_other_programs_are_told_apart_and_come_in(name: str, program: str, title: str, words: Any, model: str) -> None:
    (found, chat, left_out), = case(name)
    assert isinstance(chat, Chat)
    assert (found, chat.title, talk(chat), chat.lanes[0].model, left_out) == (program, title, words, model, {})
