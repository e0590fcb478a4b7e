"""Damage is found by looking, and indexes are made again."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.store.store import Store
from tests.store.rescue.damaging import spoil
from tests.store.samples import filled, found, opened, rows, saved


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


@pytest.mark.parametrize('name', ['chats', 'replies', 'turns'])
async def test_damage_that_nobody_reads_is_found_by_the_check(path: Path, name: str) -> None:
    await filled(path, 'Old')
    spoil(path, name)
    store = opened(path)
    await store.check()
    assert store.is_damaged
    await store.close(timeout=0.5)
