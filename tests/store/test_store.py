""""""
from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from chat.conversation import Chat
from chat.store.store import Store, StoreError
from tests.store.samples import chat_with_reply, opened, rich_chat, rows


async def test_pending_is_told_for_each_chat(store: Store) -> None:
    one, two = Chat(title='one'), Chat(title='two')
    store.save_chat(one)
    assert store.has_pending(one.id)
    assert not store.has_pending(two.id)
    assert await store.flush()
    assert not store.has_pending(one.id)


async def test_chats_are_listed_newest_first_with_what_a_list_shows(store: Store) -> None:
    old, new = rich_chat(), Chat(title='new', created_at=5000.0, updated_at=5000.0)
    store.save_whole_chat(old)
    await store.flush()
    store.save_chat(new)
    first, second = await store.list_chats()
    assert first.id == new.id
    assert (second.id, second.title, second.folder, second.tags) == (old.id, 'Ünï', 'Work/ß', ('x', 'ü'))
    assert (second.pinned, second.archived, second.unread, second.models) == (True, True, True, ('demo/fast', 'demo/slow'))
    assert (second.created_at, second.updated_at) == (1000.0, 1000.0)


async def test_drafts_are_kept_and_cleared(path: Path) -> None:
    store = opened(path)
    store.save_draft('new', 'half a tho')
    assert await store.load_draft('new') == 'half a tho'
    await store.close()
    store = opened(path)
    assert await store.load_draft('new') == 'half a tho'
    assert await store.load_draft('other') == ''
    store.save_draft('new', '')
    store.save_draft('new', 'again')
    assert await store.load_draft('new') == 'again'
    store.save_draft('new', '')
    assert await store.load_draft('new') == ''
    await store.close()
    assert rows(path, 'SELECT * FROM drafts') == []


async def test_a_temporary_chat_is_never_written(store: Store, path: Path) -> None:
    chat, turn, reply = chat_with_reply()
    chat.temporary = True
    store.save_turn(turn)
    store.save_whole_chat(chat)
    store.save_reply(reply, chat.id)
    store.save_draft(chat.id, 'secret')
    await store.flush()
    assert [rows(path, f'SELECT count(*) FROM {table}') for table in ('chats', 'turns', 'replies', 'drafts')] == [[(0,)]] * 4


async def test_a_temporary_chat_can_be_kept_after_all(store: Store) -> None:
    chat, *_ = chat_with_reply()
    chat.temporary = True
    store.save_whole_chat(chat)
    chat.temporary = False
    store.save_whole_chat(chat)
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert [reply.text for turn in loaded.turns.values() for reply in turn.all_replies()] == ['Because.']


async def test_a_backup_made_while_writing_is_whole(store: Store, tmp_path: Path) -> None:
    chat, *_ = chat_with_reply()
    store.save_whole_chat(chat)
    backup = asyncio.create_task(store.backup(tmp_path / 'copy.db'))
    late = 0
    while not backup.done():
        store.save_whole_chat(chat_with_reply(text='x' * 5000)[0])
        late += 1
        await asyncio.sleep(0)
    await backup
    assert late
    copy = opened(tmp_path / 'copy.db')
    assert await copy.load_chat(chat.id)
    await copy.close()
    assert rows(tmp_path / 'copy.db', 'PRAGMA integrity_check') == [('ok',)]
    assert list(tmp_path.glob('*.part')) == []


async def test_a_backup_does_not_overwrite_the_database_itself(store: Store, path: Path) -> None:
    store.save_chat(Chat(title='x'))
    with pytest.raises(StoreError, match='itself'):
        await store.backup(path.parent / '..' / path.parent.name / path.name)
    assert len(await store.list_chats()) == 1


async def test_a_backup_that_fails_says_so_and_leaves_the_old_one(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match='could not be written'):
        await store.backup(tmp_path / 'missing' / 'copy.db')
    assert not (tmp_path / 'missing').exists()
