"""Pages of the database hold something else."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.store.opening import StoreError
from tests.store.rescue.damaging import spoil
from tests.store.samples import filled, opened, rows, saved
from tests.waiting import until


async def test_a_damaged_table_is_said_with_the_way_back_and_the_others_are_saved(path: Path) -> None:
    await filled(path, 'Old')
    store = opened(path)
    (path.parent / 'backups').mkdir()
    await store.backup(path.parent / 'backups' / 'chats-20260101-000000.db')
    await store.close()
    spoil(path, 'turns')
    store = opened(path)
    told: list[str] = []
    store.watchers.add(lambda: told.append(store.trouble))
    chat = saved(store, 'New', 'New?', 'New!')
    await until(lambda: store.is_damaged and bool(told))
    assert store.trouble.startswith('chats.db is damaged: not everything can be saved.')
    assert 'chats-20260101-000000.db' in store.trouble
    assert 'Retrying' not in store.trouble
    await until(lambda: (chat.title,) in rows(path, 'SELECT title FROM chats'))
    assert list((path.parent / 'backups').glob('damaged-*.db'))
    await store.close(timeout=0.5)


async def test_a_list_that_cannot_be_read_is_no_empty_list(path: Path) -> None:
    await filled(path, 'Old')
    spoil(path, 'chats')
    store = opened(path)
    with pytest.raises(StoreError, match='cannot be read'):
        await store.list_chats()
    await store.close(timeout=0.5)
