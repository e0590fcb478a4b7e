"""What is deleted stays deleted, whatever is saved later."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.conversation import Delta
from chat.store.store import Store
from tests.store.samples import add_turn, chat_with_reply, rows


@pytest.mark.parametrize('is_flushed', [False, True])
async def test_a_deleted_chat_stays_deleted_whatever_is_saved_later(store: Store, path: Path, is_flushed: bool) -> None:
    chat, turn, reply = chat_with_reply(status=None)
    kept, *_ = chat_with_reply()
    store.save_whole_chat(kept)
    store.save_whole_chat(chat)
    store.save_draft(chat.id, 'draft')
    if is_flushed:
        await store.flush()
    store.delete_chat(chat.id)
    reply.append(Delta(text='late'), 1003)
    store.save_reply(reply, chat.id)
    store.save_turn(turn)
    store.save_chat(chat)
    store.save_draft(chat.id, 'late')
    assert await store.load_chat(chat.id) is None
    assert [summary.id for summary in await store.list_chats()] == [kept.id]
    await store.flush()
    assert rows(path, 'SELECT id FROM chats') == [(kept.id,)]
    assert rows(path, 'SELECT chat_id FROM turns UNION SELECT chat_id FROM replies') == [(kept.id,)]
    assert rows(path, 'SELECT * FROM drafts') == []


@pytest.mark.parametrize('is_flushed', [False, True])
async def test_a_deleted_turn_takes_its_replies_along_for_good(store: Store, path: Path, is_flushed: bool) -> None:
    chat, turn, reply = chat_with_reply(status=None)
    kept = add_turn(chat, 'kept', 'kept')
    store.save_whole_chat(chat)
    if is_flushed:
        await store.flush()
    store.delete_turn(turn.id)
    store.save_reply(reply, chat.id)
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert list(loaded.turns) == [kept.id]
    await store.flush()
    assert rows(path, 'SELECT turn_id FROM replies UNION SELECT id FROM turns') == [(kept.id,)]
