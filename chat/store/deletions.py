"""Which chats are on their way out: noted in one step before thousands are deleted in many, so that a crash leaves none of them behind."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sqlite_utils import Database


def note_deletions(db: Database, chat_ids: Iterable[str]) -> None:
    """A note goes with its chat. Raises sqlite3.Error."""
    with db.atomic():
        db.conn.executemany('INSERT OR IGNORE INTO deletions (id) SELECT id FROM chats WHERE id = ?', [(chat_id,) for chat_id in chat_ids])


def read_deletions(db: Database) -> list[str]:
    return [row['id'] for row in db.execute('SELECT id FROM deletions')]


def delete_chats(copy: sqlite3.Connection, chat_ids: Iterable[str]) -> None:
    """From a database that nobody else has open; what they said does not stay behind in pages that are free. Raises sqlite3.Error."""
    copy.execute('PRAGMA secure_delete = ON')
    ids = [(chat_id,) for chat_id in chat_ids]
    for table, key in (('chats', 'id'), ('turns', 'chat_id'), ('replies', 'chat_id'), ('reply_pieces', 'chat_id'), ('drafts', 'id'),
                       ('draft_files', 'draft')):
        copy.executemany(f'DELETE FROM {table} WHERE {key} = ?', ids)
    copy.commit()
