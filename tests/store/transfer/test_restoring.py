"""A database out of a backup is ours, whole, and does nothing by itself."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from chat.store.opening import StoreError
from chat.store.schema import MIGRATIONS
from chat.store.transfer.restoring import check_backup
from tests.store.rescue.damaging import spoil
from tests.store.samples import chat_with_reply, opened


@pytest.fixture
async def database(path: Path) -> Path:
    store = opened(path)
    store.save_whole_chat(chat_with_reply()[0])
    await store.close()
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(sql)
        db.commit()


def test_one_of_ours_is_counted_and_left_as_it_is(database: Path) -> None:
    before = database.read_bytes()
    assert check_backup(database) == 1
    assert database.read_bytes() == before


def test_one_of_an_older_version_is_ours_too(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        db = Database(connection, execute_plugins=False)
        MIGRATIONS.apply(db, stop_before=MIGRATIONS.pending(db)[-1].name)
    assert check_backup(path) == 0


@pytest.mark.parametrize('sql', [
    'CREATE TRIGGER mine AFTER INSERT ON chats BEGIN DELETE FROM turns; END',
    'CREATE VIEW mine AS SELECT load_extension(1)',
])
def test_what_acts_by_itself_is_refused(database: Path, sql: str) -> None:
    change(database, sql)
    with pytest.raises(StoreError, match='mine.* would be carried out'):
        check_backup(database)


def test_a_known_name_with_another_text_is_refused(database: Path) -> None:
    change(database, 'DROP TRIGGER chats_deleted')
    change(database, 'CREATE TRIGGER chats_deleted AFTER DELETE ON chats BEGIN DELETE FROM turns; END')
    with pytest.raises(StoreError, match='chats_deleted'):
        check_backup(database)


def test_others_are_refused_in_words(database: Path, tmp_path: Path) -> None:
    foreign = tmp_path / 'foreign.db'
    change(foreign, 'CREATE TABLE chats (id TEXT)')
    with pytest.raises(StoreError, match='not made by this program'):
        check_backup(foreign)
    (tmp_path / 'text.db').write_text('Dear diary')
    with pytest.raises(StoreError, match='not a database'):
        check_backup(tmp_path / 'text.db')
    spoil(database, 'turns')
    with pytest.raises(StoreError, match='damaged'):
        check_backup(database)
