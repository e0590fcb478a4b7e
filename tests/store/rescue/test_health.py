"""A database is looked at from outside: what is wrong is said, nothing is changed, whoever writes to it goes on."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from chat.store.rescue.health import Health, health_of
from chat.store.schema import MIGRATIONS
from chat.store.store import Store
from tests.engine.transfer.archive.kept import DIGEST, fill
from tests.store.rescue.damaging import spoil
from tests.store.samples import chat_with_reply


async def test_one_that_is_being_written_to_is_whole(store: Store, path: Path) -> None:
    store.save_whole_chat(chat_with_reply()[0])
    await store.flush()
    assert health_of(path, files=()) == Health(chats=1, replies=1)


def test_attached_files_that_are_gone_are_counted(tmp_path: Path) -> None:
    database = fill(tmp_path / 'data', 'One') / 'chats.db'
    assert health_of(database, files={DIGEST}).missing_files == 0
    assert health_of(database, files=()).missing_files == 1


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    database = fill(tmp_path / 'data', 'One') / 'chats.db'
    spoil(database, 'turns')
    assert health_of(database, files=()).is_damaged
    database.write_text('Dear diary, …')
    assert health_of(database, files=()) == Health(problem='it is not a database', is_damaged=True)
    assert 'cannot be read' in health_of(tmp_path / 'missing.db', files=()).problem
    with closing(sqlite3.connect(tmp_path / 'other.db')) as db:
        db.execute('CREATE TABLE theirs (id TEXT)')
    assert 'another program' in health_of(tmp_path / 'other.db', files=()).problem


def test_one_of_an_older_version_is_no_problem(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / 'chats.db')) as connection:
        db = Database(connection, execute_plugins=False)
        MIGRATIONS.apply(db, stop_before=MIGRATIONS.pending(db)[6].name)
    assert health_of(tmp_path / 'chats.db', files=()).problem == ''
