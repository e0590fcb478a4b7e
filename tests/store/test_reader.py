"""Reading after the end is refused."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.conversation import Chat
from chat.store.store import StoreError
from tests.store.samples import opened


async def test_closing_twice_is_harmless_and_reading_after_it_is_refused(path: Path) -> None:
    store = opened(path)
    store.save_chat(Chat())
    assert await store.close()
    assert await store.close()
    with pytest.raises(StoreError, match='closed'):
        await store.list_chats()
