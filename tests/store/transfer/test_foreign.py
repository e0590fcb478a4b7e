"""Databases of other programs are told apart, and not a byte of them is changed."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from chat.store.opening import StoreError
from chat.store.store import Store
from chat.store.transfer.foreign import NO_CHATS, ForeignDatabase
from tests.store.samples import chat_with_reply


def database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
    return path


def complaint(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        list(ForeignDatabase(path).chats())
    assert path.read_bytes() == before
    assert list(path.parent.glob(f'{path.name}-*')) == []
    return str(refused.value)


def test_a_database_of_something_else_has_no_chats(tmp_path: Path) -> None:
    assert complaint(database(tmp_path / 'a.db', 'CREATE TABLE recipes (id)')) == NO_CHATS


def test_a_damaged_one_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = database(tmp_path / 'a.db', 'CREATE TABLE recipes (id)')
    path.write_bytes(path.read_bytes()[:100] + b'x' * 5000)
    assert complaint(path).startswith('This database cannot be read (')


@pytest.mark.parametrize(('count', 'words'), [(1, '1 chat,'), (2, '2 chats,')])
async def test_our_own_is_to_be_put_back_and_not_imported(store: Store, path: Path, tmp_path: Path, count: int, words: str) -> None:
    for _ in range(count):
        store.save_whole_chat(chat_with_reply()[0])
    await store.backup(tmp_path / 'backup.db')
    told = complaint(tmp_path / 'backup.db')
    assert 'It is not imported but put back' in told
    assert words in told
