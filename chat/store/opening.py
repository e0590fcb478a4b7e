"""Opening the database: every failure becomes one sentence for the user, and a file that is not ours is left alone."""
from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock
from sqlite_utils import Database

from chat.store.checkpoints import with_pieces
from chat.store.data_lock import InUse, hold_lock
from chat.store.reader import open_read_only
from chat.store.rescue.damage import NoRoom, advice, keep_copy, mend_search
from chat.store.rescue.database_file import DatabaseFile
from chat.store.rows import interrupted
from chat.store.schema import MIGRATIONS, NOT_RUNNING, is_foreign, is_search_damaged, newer_migrations

log = logging.getLogger(__name__)

BUSY_TIMEOUT = 0.2
"""Seconds the writer waits inside SQLite for a lock; short, so that it notices in between that the program ends."""
OPENING_TIMEOUT = 5.0
"""Seconds to wait for a lock at the start, where nobody can go on without the database."""
LOG_LIMIT = 64 * 1024 * 1024
"""Bytes the write-ahead log is cut down to after it has grown."""
MAGIC = b'SQLite format 3\0'


class StoreError(Exception):
    """One sentence for the user that says what is wrong with the database and what to do."""


@dataclass(kw_only=True, slots=True)
class OpenDatabase:
    db: Database
    """The one connection that writes."""
    file: DatabaseFile
    """With the lock, which is held as long as it is open; the system releases it when the process dies."""


def open_database(path: Path) -> OpenDatabase:
    """Create or migrate it, and end what was left running. Raises StoreError."""
    lock = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _check(path)
        lock = _lock(path)
        return OpenDatabase(db=_prepare(path), file=DatabaseFile(path, lock, relock=_lock))
    except (OSError, sqlite3.Error, StoreError, NoRoom) as error:
        if lock:
            lock.release()
        raise error if isinstance(error, StoreError) else StoreError(_explain(path, error)) from error


def _check(path: Path) -> None:
    """Check an existing file without changing a byte of it."""
    if not path.exists():
        return
    with path.open('rb') as file:
        start = file.read(len(MAGIC))
    if not start:
        return
    if start != MAGIC:
        raise StoreError(f'{path} is not a database; move it away or start with another --data folder.')
    db = open_read_only(path)
    try:
        if newer_migrations(db):
            raise StoreError(f'{path} was written by a newer version of this program; update it or start with another --data folder.')
        if is_foreign(db):
            raise StoreError(f'{path} belongs to another program; start with another --data folder.')
    finally:
        db.close()


def _lock(path: Path) -> BaseFileLock:
    """Two programs would each mark the other's running replies as interrupted."""
    try:
        return hold_lock(path)
    except InUse as error:
        raise StoreError(str(error)) from error


def _prepare(path: Path) -> Database:
    db = connect(path, timeout=OPENING_TIMEOUT)
    try:
        MIGRATIONS.apply(db)
        _end_interrupted(path, db)
        db.execute(f'PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}')
    except sqlite3.Error:
        db.close()
        raise
    return db


def connect(path: Path, *, timeout: float = BUSY_TIMEOUT) -> Database:
    """A connection that writes. `timeout` in seconds. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, check_same_thread=False, timeout=timeout)
    connection.row_factory = sqlite3.Row
    db = Database(connection, execute_plugins=False)
    try:
        db.enable_wal()
        db.execute('PRAGMA synchronous = NORMAL')
        db.execute(f'PRAGMA journal_size_limit = {LOG_LIMIT}')
    except sqlite3.Error:
        db.close()
        raise
    return db


def _end_interrupted(path: Path, db: Database) -> None:
    try:
        _end_running_replies(db)
    except sqlite3.Error as error:
        if not is_search_damaged(error):
            raise
        log.warning('The search index is damaged and is made again: %s', error)
        db.rollback()
        keep_copy(path)
        mend_search(db)
        _end_running_replies(db)


def _end_running_replies(db: Database) -> None:
    """The program that wrote them is gone: what was received is kept, as interrupted. Those that ask the user something ask on."""
    with db.atomic():
        left = f"NOT ({NOT_RUNNING}) AND status != 'asking'"
        for row in db.execute(f'SELECT id, text, parts, created_at, saved_at FROM replies WHERE {left}').fetchall():
            pieces = [dict(piece) for piece in db.execute('SELECT * FROM reply_pieces WHERE reply_id = ?', [row['id']]).fetchall()]
            whole = with_pieces(dict(row), pieces)
            values = {'text': whole['text']} | interrupted(whole)
            updates = ', '.join(f'{name} = ?' for name in values)
            db.execute(f'UPDATE replies SET {updates} WHERE id = ?', [*values.values(), row['id']])
        db.execute('DELETE FROM reply_pieces')


def _explain(path: Path, error: OSError | sqlite3.Error | NoRoom) -> str:
    if isinstance(error, NoRoom):
        return f'{error}; make room and start again.'
    if isinstance(error, OSError):
        return f'The data folder {path.parent} cannot be used ({error.strerror or error}); choose another one with --data.'
    code = getattr(error, 'sqlite_errorcode', 0) & 0xFF
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return f'{path} cannot be written ({error}); check its permissions or choose another folder with --data.'
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return f'{path} is locked by another program; close that one and start again.'
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return f'{path} is damaged ({error}). {advice(path)}'
    if code == sqlite3.SQLITE_FULL:
        return f'{path} cannot be written because the disk is full; make room and start again.'
    return f'{path} cannot be opened ({error}).'
