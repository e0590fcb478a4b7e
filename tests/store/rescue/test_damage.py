"""Pages of the database hold something else."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.store.opening import StoreError
from chat.store.store import Store
from tests.store.rescue.damaging import spoil
from tests.store.samples import found, opened, rows, saved, until


async def filled(path: Path, *titles: str) -> None:
    store = opened(path)
    for title in titles:
        saved(store, title, f'{title}?', f'{title}!')
    await store.close()


async def test_a_search_index_without_a_root_is_made_from_nothing(path: Path) -> None:
    await filled(path, 'Old')
    spoil(path, 'replies_words_data')
    store = opened(path)
    saved(store, 'New', 'New?', 'New!')
    assert await store.flush(20)
    assert await found(store, 'old') == {'Old'}
    assert await found(store, 'new') == {'New'}
    assert store.trouble == ''
    await store.close()
    assert [one.name.startswith('damaged-') for one in (path.parent / 'backups').iterdir()] != []


@pytest.mark.parametrize('name', ['idx_turns_chat_id', 'idx_chats_id', 'replies_words_data', 'turns_words_idx'])
async def test_indexes_are_made_again_after_a_copy(path: Path, name: str) -> None:
    await filled(path, 'One', 'Two')
    spoil(path, name)
    store = opened(path)
    await store.check()
    assert store.trouble == ''
    assert await found(store, 'two') == {'Two'}
    [copy] = (path.parent / 'backups').glob('damaged-*.db')
    assert copy.stat().st_size
    await store.close()
    assert rows(path, 'PRAGMA integrity_check') == [('ok',)]
    assert set(rows(path, 'SELECT prompt FROM turns')) == {('One?',), ('Two?',)}


async def test_a_whole_database_is_left_as_it_is(store: Store, path: Path) -> None:
    saved(store, 'Fine')
    await store.check()
    assert store.trouble == ''
    assert not (path.parent / 'backups').exists()


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


@pytest.mark.parametrize('name', ['chats', 'replies', 'turns'])
async def test_damage_that_nobody_reads_is_found_by_the_check(path: Path, name: str) -> None:
    await filled(path, 'Old')
    spoil(path, name)
    store = opened(path)
    await store.check()
    assert store.is_damaged
    await store.close(timeout=0.5)


async def test_a_list_that_cannot_be_read_is_no_empty_list(path: Path) -> None:
    await filled(path, 'Old')
    spoil(path, 'chats')
    store = opened(path)
    with pytest.raises(StoreError, match='cannot be read'):
        await store.list_chats()
    await store.close(timeout=0.5)
