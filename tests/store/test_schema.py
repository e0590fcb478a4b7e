"""Tables are made, and older ones brought along."""
from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from tests.store.samples import change, chat_with_reply, opened, rows


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    asyncio.run(opened(path).close())
    assert rows(path, 'SELECT count(*) FROM chats') == [(0,)]


def test_a_first_start_that_was_killed_is_no_foreign_database(path: Path) -> None:
    path.parent.mkdir()
    change(path, 'CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)')
    asyncio.run(opened(path).close())
    assert rows(path, 'SELECT count(*) FROM chats') == [(0,)]


async def test_a_migration_brings_an_older_database_along(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database from before the search index: everything in it is found afterwards."""
    store = opened(path)
    chat, *_ = chat_with_reply(text='needle')
    store.save_whole_chat(chat)
    await store.close()
    connection = sqlite3.connect(path)
    of_the_index = "type IN ('trigger', 'view') OR sql LIKE '%USING fts5%' OR name LIKE '%_facts'"
    for kind, name in connection.execute(f'SELECT type, name FROM sqlite_master WHERE {of_the_index}').fetchall():
        connection.execute(f'DROP {kind} {name}')
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_search'")
    connection.commit()
    connection.close()

    store = opened(path)
    assert [hit.chat_id for hit in await store.search('needle')] == [chat.id]
    await store.close()
