"""Rows on the connection that writes: inserted, updated or deleted one by one."""
from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlite_utils import Database

from chat.store.rows import Row, Values, encoded

log = logging.getLogger(__name__)

UNWRITABLE = (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError, sqlite3.InterfaceError,
              sqlite3.DataError, sqlite3.ProgrammingError)
"""Errors of a row itself: it would fail every time and must not block the others."""

DRAFTS = {'drafts', 'draft_files'}
"""Tables in which nothing is left of what was overwritten or deleted."""
LOG_TRIES = 25
"""Each waits for readers as long as any statement waits for a lock."""


def belongs_to(row: Row, deleted: Row) -> bool:
    """Whether a row goes away with another one: a chat takes everything of it along, a turn its replies."""
    if deleted.table == 'chats':
        return row.chat_id == deleted.id
    if deleted.table == 'turns':
        return row.turn_id == deleted.id
    return row.key == deleted.key


def write_row(db: Database, row: Row) -> None:
    """Insert, update or delete one row. A row that can never be written is left out and reported. Raises sqlite3.Error."""
    try:
        with _without_trace(db) if row.table in DRAFTS else nullcontext():
            if row.values is None:
                _delete(db, row)
            else:
                _upsert(db, row.table, encoded(row))
                if row.table == 'replies':
                    db.execute('DELETE FROM reply_pieces WHERE reply_id = ?', [row.id])
    except UNWRITABLE as error:
        log.error('A row of %s cannot be saved and is left out: %s', row.table, type(error).__name__)


@contextmanager
def _without_trace(db: Database) -> Iterator[None]:
    """What is overwritten or deleted meanwhile is zeroed: a draft may belong to a chat that must never be on disk."""
    db.execute('PRAGMA secure_delete = ON')
    try:
        yield
    finally:
        db.execute('PRAGMA secure_delete = OFF')


def empty_log(db: Database) -> None:
    """Checkpoint the write-ahead log and truncate it: it still holds what was overwritten. For `Store.write`."""
    for _ in range(LOG_TRIES):
        if not db.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()[0]:
            return
    raise sqlite3.OperationalError('somebody reads it all the time')


def _upsert(db: Database, table: str, values: Values) -> None:
    names = list(values)
    updates = ', '.join(f'{name} = excluded.{name}' for name in names if name != 'id')
    sql = f'INSERT INTO {table} ({", ".join(names)}) VALUES ({", ".join("?" * len(names))}) ON CONFLICT (id) DO UPDATE SET {updates}'
    db.execute(sql, list(values.values()))


def _delete(db: Database, row: Row) -> None:
    db.execute(f'DELETE FROM {row.table} WHERE id = ?', [row.id])
    if row.table == 'chats':
        for table in ('turns', 'replies', 'reply_pieces'):
            db.execute(f'DELETE FROM {table} WHERE chat_id = ?', [row.id])
        db.execute('DELETE FROM drafts WHERE id = ?', [row.id])
        db.execute('DELETE FROM draft_files WHERE draft = ?', [row.id])
    elif row.table == 'turns':
        for table in ('replies', 'reply_pieces'):
            db.execute(f'DELETE FROM {table} WHERE turn_id = ?', [row.id])
