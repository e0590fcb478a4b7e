"""What all tests of the search share."""
from __future__ import annotations

import time

import pytest

from chat.store.store import Store
from tests.store.samples import chat_with_reply


@pytest.fixture
async def filed(store: Store) -> Store:
    """Three chats that differ in what can be filtered."""
    for title, model, folder, tags, day in (
            ('one', 'openai/gpt-5', 'Work', 'red', '2024-01-15'),
            ('two', 'local/qwen3', 'Work/Backend', 'Red blue', '2024-06-15'),
            ('three', 'openai/gpt-5', 'Ärger', '', '2025-06-15')):
        at = time.mktime(time.strptime(day, '%Y-%m-%d'))
        chat, *_ = chat_with_reply('needle', 'needle', title=title, model=model, at=at)
        chat.folder, chat.tags = folder, tags.split()
        store.save_whole_chat(chat)
    await store.flush()
    return store
