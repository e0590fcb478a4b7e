"""A copy of the database that holds the state of one moment."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.engine.access.sessions import Sessions
from chat.store.opening import StoreError
from chat.store.store import Store
from chat.store.transfer.copying import copy_database
from tests.store.samples import chat_with_reply, rows


async def test_what_is_not_to_be_copied_leaves_no_trace_in_it(store: Store, path: Path, tmp_path: Path) -> None:
    kept, left = chat_with_reply(text='kept')[0], chat_with_reply(text='secret word')[0]
    for chat in (kept, left):
        store.save_whole_chat(chat)
    await store.flush()
    copy_database(path, tmp_path / 'copy.db', [left.id])
    assert rows(tmp_path / 'copy.db', 'SELECT id FROM chats') == [(kept.id,)]
    assert b'secret word' not in (tmp_path / 'copy.db').read_bytes()
    assert len(rows(path, 'SELECT id FROM chats')) == 2, 'it is only read'


async def test_it_does_not_take_the_place_of_itself_and_a_failure_leaves_the_last_one(store: Store, path: Path, tmp_path: Path) -> None:
    await store.flush()
    with pytest.raises(StoreError, match='itself'):
        copy_database(path, path, [])
    damaged = tmp_path / 'damaged.db'
    damaged.write_bytes(b'x' * 5000)
    (tmp_path / 'copy.db').write_bytes(b'the last one')
    with pytest.raises(StoreError, match='could not be written'):
        copy_database(damaged, tmp_path / 'copy.db', [])
    assert (tmp_path / 'copy.db').read_bytes() == b'the last one'
    assert list(tmp_path.glob('*.part')) == []


async def test_a_copy_signs_nobody_in(store: Store, path: Path, tmp_path: Path) -> None:
    Sessions(store).begin(agent='Firefox/150.0')
    await store.flush()
    copy_database(path, tmp_path / 'copy.db', [])
    assert rows(tmp_path / 'copy.db', 'SELECT id FROM sessions') == []
    assert len(rows(path, 'SELECT id FROM sessions')) == 1
