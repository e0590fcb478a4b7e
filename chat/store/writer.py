"""The one thread that writes. It takes whatever is waiting in one transaction and keeps it until the disk has it."""
from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from sqlite_utils import Database

from chat.store.rows import Row, Values, encoded
from chat.store.schema import is_search_damaged, rebuild_search

log = logging.getLogger(__name__)

Key = tuple[str, str]
Result = TypeVar('Result')

SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
"""Seconds between two tries while the disk refuses; the pause doubles from the shortest to the longest."""
BEHIND_AFTER = 2.0
"""Seconds after which a row that waits is "not saved yet"; a lock that is held for a moment is nothing to speak of."""
CLOSING_TRIES = 0.05
"""Seconds between two tries while the program is ending."""
UNWRITABLE = (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError, sqlite3.InterfaceError,
              sqlite3.DataError, sqlite3.ProgrammingError)
"""What is wrong with a row itself: it would fail for ever and must not hold up the others."""

DRAFTS = {'drafts', 'draft_files'}
"""Tables in which nothing is left of what was overwritten or deleted."""
LOG_TRIES = 25
"""Each waits for readers as long as any statement waits for a lock."""
LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Writer:
    """Rows go in from the event loop, at once; the newest value of a row wins. A row leaves `pending` only after its commit."""

    def __init__(self, db: Database, *, on_change: Callable[[], None]) -> None:
        self.pending: dict[Key, Row] = {}
        self.problem: str | None = None
        """What SQLite said when the last batch failed; None when it went through."""
        self._is_refused = False
        """Whether that was more than a lock."""
        self._is_repaired = False
        self._waiting_since: float | None = None
        """When the oldest row that is not on disk yet came in (monotonic)."""
        self._db = db
        self._on_change = on_change
        """Called in the writer's thread after a batch that failed, or that went through after one that failed."""
        self._changed = threading.Condition()
        self._taken_in = 0
        self._written = 0
        """Counts of rows taken in; everything up to `_written` is on disk."""
        self._taking = (0, 0.0)
        """Count and time up to which the batch in work reaches."""
        self._jobs: list[tuple[int, Future[Any], Callable[[Database], Any]]] = []
        """With the count of rows that have to be on disk before."""
        self._is_closing = False
        self._is_given_up = False
        self._thread = threading.Thread(target=self._run, name='store-writer', daemon=True)

    @property
    def is_behind(self) -> bool:
        since = self._waiting_since
        return self._is_refused or (since is not None and time.monotonic() - since > BEHIND_AFTER)

    def start(self) -> None:
        self._thread.start()

    def add(self, row: Row) -> None:
        with self._changed:
            if row.values is None:
                self._forget_what_belongs_to(row)
            self.pending[row.key] = row
            self._taken_in += 1
            if self._waiting_since is None:
                self._waiting_since = time.monotonic()
            self._changed.notify_all()

    def do(self, job: Callable[[Database], Result]) -> Future[Result]:
        """Something larger (an import) on the connection that writes, after all rows that wait. It minds its own transaction."""
        future: Future[Result] = Future()
        with self._changed:
            self._jobs.append((self._taken_in, future, job))
            self._changed.notify_all()
        return future

    def rows(self) -> list[Row]:
        """What is not on disk yet."""
        with self._changed:
            return list(self.pending.values())

    def wait_written(self, timeout: float) -> bool:
        """Block until everything that was added before this call is on disk. Not for the event loop."""
        with self._changed:
            target = self._taken_in
            self._changed.wait_for(lambda: self._written >= target or not self._thread.is_alive(), timeout)
            return self._written >= target

    def close(self, timeout: float) -> bool:
        """Write what is left, give up after `timeout` seconds; whether everything is on disk. Not for the event loop."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        is_drained = self.wait_written(timeout)
        with self._changed:
            self._is_given_up = True
            self._changed.notify_all()
        self._thread.join(timeout=0.4)
        return is_drained

    def _forget_what_belongs_to(self, deleted: Row) -> None:
        for key, row in list(self.pending.items()):
            if belongs_to(row, deleted):
                del self.pending[key]

    def _run(self) -> None:
        pause = 0.0
        while (batch := self._next_batch(pause)) is not None:
            is_written = not batch or self._write(batch)
            pause = 0.0 if is_written else min(max(pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
            if is_written:
                self._do_next_job()
        for _, future, _ in self._jobs:
            future.cancel()
        self._db.close()

    def _do_next_job(self) -> None:
        with self._changed:
            if not self._jobs or self._is_closing or self._written < self._jobs[0][0]:  # rows that came while a batch was written
                return
            _, future, job = self._jobs.pop(0)
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(job(self._db))
        except (sqlite3.Error, *UNWRITABLE) as error:
            future.set_exception(error)

    def _next_batch(self, pause: float) -> dict[Key, Row] | None:
        """Everything that waits, after `pause` seconds; None when the program ends and nothing is left to do."""
        with self._changed:
            if pause:
                self._changed.wait_for(lambda: self._is_given_up or self._is_closing, pause)
                if self._is_closing:
                    self._changed.wait_for(lambda: self._is_given_up, min(pause, CLOSING_TRIES))
            self._changed.wait_for(lambda: self.pending or self._jobs or self._is_closing)
            if self._is_given_up or not self.pending and (self._is_closing or not self._jobs):
                return None
            self._taking = self._taken_in, time.monotonic()
            return dict(self.pending)

    def _write(self, batch: dict[Key, Row]) -> bool:
        try:
            self._db.execute('BEGIN IMMEDIATE')
            for row in batch.values():
                write_row(self._db, row)
            self._db.execute('COMMIT')
        except sqlite3.Error as error:
            self._roll_back()
            self._note_failure(error)
            if is_search_damaged(error) and not self._is_repaired:
                self._repair_search()
            return False
        self._settle(batch)
        return True

    def _roll_back(self) -> None:
        """A full disk or an I/O error may have ended the transaction already."""
        try:
            self._db.rollback()
        except sqlite3.Error as error:
            log.warning('The failed batch could not be rolled back: %s', error)

    def _repair_search(self) -> None:
        """A damaged search index must not keep chats from being saved, and can be made again (once, until something has been saved)."""
        self._is_repaired = True
        try:
            rebuild_search(self._db)
        except sqlite3.Error as error:
            log.warning('The search index is damaged and could not be rebuilt: %s', error)

    def _note_failure(self, error: sqlite3.Error) -> None:
        if self.problem is None:
            log.warning('Chats cannot be saved for now, trying again: %s', error)
        self.problem = str(error)
        self._is_refused = error.sqlite_errorcode & 0xFF not in LOCKED
        self._on_change()

    def _settle(self, batch: dict[Key, Row]) -> None:
        count, taken_at = self._taking
        with self._changed:
            for key, row in batch.items():
                if self.pending.get(key) is row:
                    del self.pending[key]
            self._written = count
            self._waiting_since = taken_at if self.pending else None
            self._changed.notify_all()
        if self.problem is not None:
            log.warning('Chats are saved again.')
            self.problem = None
            self._is_refused = self._is_repaired = False
            self._on_change()


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
    except UNWRITABLE as error:
        log.error('A row of %s cannot be saved and is left out: %s', row.table, type(error).__name__)


@contextmanager
def _without_trace(db: Database) -> Iterator[None]:
    """What is overwritten or deleted meanwhile becomes zeros: a draft may be of a chat that is never to be written down."""
    db.execute('PRAGMA secure_delete = ON')
    try:
        yield
    finally:
        db.execute('PRAGMA secure_delete = OFF')


def empty_log(db: Database) -> None:
    """Bring the write-ahead log into the database and cut it off: earlier states of what was overwritten stand in it. For `Store.write`."""
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
        for table in ('turns', 'replies'):
            db.execute(f'DELETE FROM {table} WHERE chat_id = ?', [row.id])
        db.execute('DELETE FROM drafts WHERE id = ?', [row.id])
        db.execute('DELETE FROM draft_files WHERE draft = ?', [row.id])
    elif row.table == 'turns':
        db.execute('DELETE FROM replies WHERE turn_id = ?', [row.id])
