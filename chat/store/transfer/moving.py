"""What comes from another computer beside its chats: it lies in the staging database, and is copied over a few rows at a time."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from chat.store.opening import StoreError
from chat.store.reader import open_read_only
from chat.store.tables.library import Persona, Prompt, entries_in

COPIED = ('suite_prompts', 'suite_cells', 'suites')
"""A suite is there when its own row is, so that comes last."""
ROWS_AT_ONCE = 500
ADDED_SPENDING = """
    INSERT INTO main.spending (id, day, model, cost, replies, unpriced, blind_chat)
    SELECT id, day, model, cost, replies, unpriced, blind_chat FROM staged.spending WHERE true
    ON CONFLICT (id) DO UPDATE SET cost = max(cost, excluded.cost), replies = max(replies, excluded.replies),
        unpriced = max(unpriced, excluded.unpriced)"""
"""The same file twice changes nothing."""
ADDED_VOTES = """
    INSERT OR IGNORE INTO main.votes ({names}) SELECT {names} FROM staged.votes
    WHERE chat_id NOT IN (SELECT id FROM main.chats) AND turn_id NOT IN (SELECT turn_id FROM main.votes)"""
"""Of chats that are gone; those of others come with their chats."""


def staged_entries(path: Path) -> tuple[list[Persona], list[Prompt]]:
    """Personas and prompts, for a thread. Raises StoreError."""
    try:
        with closing(open_read_only(path, is_still=True)) as db:
            return entries_in(db)
    except sqlite3.Error as error:
        raise StoreError(f'What the file brings cannot be read ({error}).') from error


def copy_rows(db: Database, path: Path, table: str, after: int) -> tuple[int, int]:
    """Of one of the `COPIED` tables, for a moment: up to which row, the same as before at the end, and how many were new.
    Raises sqlite3.Error."""
    with _Attached(db, path) as tables:
        if table not in tables:
            return after, 0
        names = ', '.join(row['name'] for row in db.execute(f'PRAGMA staged.table_info({table})'))
        last = db.execute(f'SELECT max(rowid) FROM (SELECT rowid FROM staged.{table} WHERE rowid > ? ORDER BY rowid LIMIT ?)',
                          [after, ROWS_AT_ONCE]).fetchone()[0]
        with db.atomic():
            done = db.execute(f'INSERT OR IGNORE INTO main.{table} ({names}) SELECT {names} FROM staged.{table} '
                              'WHERE rowid > ? AND rowid <= ?', [after, last or after])
        return last or after, done.rowcount


def add_figures(db: Database, path: Path) -> tuple[int, int]:
    """Days of spending, and votes on chats that are gone: how many of each were new. Raises sqlite3.Error."""
    with _Attached(db, path) as tables, db.atomic():
        before = _counts(db)
        if 'spending' in tables:
            db.execute(ADDED_SPENDING)
        if 'votes' in tables:
            names = ', '.join(row['name'] for row in db.execute('PRAGMA staged.table_info(votes)'))
            db.execute(ADDED_VOTES.format(names=names))
        after = _counts(db)
    return after[0] - before[0], after[1] - before[1]


def _counts(db: Database) -> tuple[int, int]:
    row = db.execute('SELECT (SELECT count(*) FROM main.spending), (SELECT count(*) FROM main.votes)').fetchone()
    return row[0], row[1]


class _Attached:
    """The staging database beside the main one, with the names of its tables."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> set[str]:
        self._db.execute('ATTACH DATABASE ? AS staged', [str(self._path)])
        return {row['name'] for row in self._db.execute("SELECT name FROM staged.sqlite_master WHERE type = 'table'")}

    def __exit__(self, *_: object) -> None:
        self._db.execute('DETACH DATABASE staged')
