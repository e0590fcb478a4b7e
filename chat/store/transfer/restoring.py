"""Whether a database out of a backup may take the place of ours: it is looked at before anything is opened for writing."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from chat.store.opening import MAGIC, StoreError
from chat.store.reader import open_read_only
from chat.store.schema import MIGRATIONS, is_foreign, newer_migrations

PROGRAMS = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
"""What SQLite carries out by itself when a table is read or written."""
MOST_LINES = 5


def check_backup(path: Path) -> int:
    """How many chats it holds. Raises StoreError: it is damaged, of a newer version, or not made by this program."""
    with path.open('rb') as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise StoreError('The chats.db of this backup is not a database.')
    try:
        with closing(open_read_only(path, is_still=True)) as db:
            return _checked(db)
    except sqlite3.Error as error:
        raise StoreError(f'The database of this backup is damaged ({error}).') from error


def _checked(db: Database) -> int:
    db.execute('PRAGMA trusted_schema = OFF')
    if newer_migrations(db):
        raise StoreError('This backup was made by a newer version of this program; update it first.')
    if is_foreign(db) or not db['chats'].exists():
        raise StoreError('The database of this backup was not made by this program.')
    if strange := sorted(_programs(db) - _known_programs(db)):
        raise StoreError(f'The database of this backup holds “{strange[0][0]}”, which is not ours and would be carried out.')
    lines = [str(row[0]) for row in db.execute(f'PRAGMA integrity_check({MOST_LINES})').fetchall()]
    if lines != ['ok']:
        raise StoreError(f'The database of this backup is damaged ({"; ".join(lines)[:200]}).')
    return int(db.execute('SELECT COUNT(*) FROM chats').fetchone()[0])


def _programs(db: Database) -> set[tuple[str, str]]:
    """Names and texts."""
    return {(str(row[0]), str(row[1])) for row in db.execute(PROGRAMS).fetchall()}


def _known_programs(db: Database) -> set[tuple[str, str]]:
    """Those that a database of the same age has."""
    pending = MIGRATIONS.pending(db)
    with closing(Database(memory=True, execute_plugins=False)) as fresh:
        MIGRATIONS.apply(fresh, stop_before=pending[0].name if pending else None)
        return _programs(fresh)
