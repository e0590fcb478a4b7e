"""What was written and not sent yet."""
from __future__ import annotations

from pathlib import Path

from chat.engine.chats.drafts import Drafts
from chat.store.store import Store
from tests.store.samples import chat_with_reply


async def test_a_draft_goes_with_its_chat(tmp_path: Path) -> None:
    store = Store(tmp_path / 'chats.db')
    store.open()
    drafts = Drafts(store)
    chat, *_ = chat_with_reply()
    store.save_whole_chat(chat)
    drafts.keep(chat.id, 'half a thought')
    drafts.keep('new', 'another one')
    assert await drafts.load(chat.id) == 'half a thought'
    store.delete_chat(chat.id)
    assert drafts.known(chat.id) is None
    assert await drafts.load(chat.id) == ''
    assert await drafts.load('new') == 'another one'
    await store.close()
