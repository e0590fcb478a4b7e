"""The one thread that writes. It takes whatever is waiting in one transaction and keeps it until the disk has it."""
from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlite_utils import Database

from chat.store.opening import OpenDatabase, StoreError, connect
from chat.store.rescue.damage import NoRoom, is_damage, keep_copy, mend_indexes, mend_search
from chat.store.row_writing import belongs_to, write_row
from chat.store.rows import Row
from chat.store.schema import is_search_damaged

log = logging.getLogger(__name__)

Key = tuple[str, str]
Result = TypeVar('Result')

SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
"""Seconds between two tries while the disk accepts no writes; the pause doubles from the shortest to the longest."""
BEHIND_AFTER = 2.0
"""Seconds after which a row that waits is "not saved yet"; a lock that is held for a moment is not worth mentioning."""
CLOSING_TRIES = 0.05
"""Seconds between two tries while the program is ending."""

LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
LOOK_SECONDS = 1.0
"""How often an idle writer checks that its file is still in place."""


class Writer:
    """Rows go in from the event loop, at once; the newest value of a row wins. A row leaves `pending` only after its commit."""

    def __init__(self, opened: OpenDatabase, *, on_change: Callable[[], None], on_move: Callable[[], None]) -> None:
        self.pending: dict[Key, Row] = {}
        self.problem: str | None = None
        """What SQLite said when the last batch failed; None when it went through."""
        self._is_refused = False
        """Whether that was more than a lock."""
        self._is_repaired = False
        self.is_damaged = False
        """Whether retrying cannot help; what can still be written is written row by row."""
        self.is_lost = False
        """Whether the file was taken away and could not be written again yet."""
        self._waiting_since: float | None = None
        """When the oldest row that is not on disk yet came in (monotonic)."""
        self._db = opened.db
        self._file = opened.file
        self._on_change = on_change
        """Called in the writer's thread after a batch that failed, or that went through after one that failed."""
        self._on_move = on_move
        """Called in the writer's thread when the file had been taken away and was written again."""
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
        return self.is_lost or self._is_refused or (since is not None and time.monotonic() - since > BEHIND_AFTER)

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
            self._stay_on_disk()
            is_written = not batch or self._write(batch)
            pause = 0.0 if is_written else min(max(pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
            if is_written:
                self._do_next_job()
        for _, future, _ in self._jobs:
            future.cancel()
        self._stay_on_disk()
        self._db.close()
        self._file.lock.release()

    def _stay_on_disk(self) -> None:
        """What is written into a file without a name would be lost when it is closed."""
        if not self._file.is_lost():
            return None
        try:
            self._db = self._file.write_again(self._db, connect)
        except (OSError, sqlite3.Error, StoreError) as error:
            if not self.is_lost:
                log.error('%s was taken away while it was open and cannot be written again yet: %s', self._file.path, error)
            self.is_lost, self.problem = True, str(error)
            return self._on_change()
        log.error('%s was taken away while it was open; it has been written again, nothing is lost', self._file.path)
        self.is_lost, self.problem = False, None
        self._on_move()

    def note_damage(self) -> None:
        """A check has found damage that retrying cannot repair."""
        self.is_damaged = True
        self._on_change()

    def _do_next_job(self) -> None:
        with self._changed:
            if not self._jobs or self._is_closing or self._written < self._jobs[0][0]:  # rows that came while a batch was written
                return
            _, future, job = self._jobs.pop(0)
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(job(self._db))
        except Exception as error:  # told to who has asked; the thread goes on for everybody else
            future.set_exception(error)

    def _next_batch(self, pause: float) -> dict[Key, Row] | None:
        """Everything that waits, after `pause` seconds; None when the program ends and nothing is left to do."""
        with self._changed:
            if pause:
                self._changed.wait_for(lambda: self._is_given_up or self._is_closing, pause)
                if self._is_closing:
                    self._changed.wait_for(lambda: self._is_given_up, min(pause, CLOSING_TRIES))
            if not self._changed.wait_for(lambda: self.pending or self._jobs or self._is_closing, LOOK_SECONDS):
                return {}
            if self._is_given_up or not self.pending and (self._is_closing or not self._jobs):
                return None
            self._taking = self._taken_in, time.monotonic()
            return dict(self.pending)

    def _write(self, batch: dict[Key, Row]) -> bool:
        if self.is_damaged:
            return self._write_singly(batch)
        try:
            self._db.execute('BEGIN IMMEDIATE')
            for row in batch.values():
                write_row(self._db, row)
            self._db.execute('COMMIT')
        except sqlite3.Error as error:
            self._roll_back()
            self._note_failure(error)
            if is_search_damaged(error) or is_damage(error):
                self._repair(error)
            return False
        self._settle(batch)
        return True

    def _write_singly(self, batch: dict[Key, Row]) -> bool:
        """When one table is damaged, the others can still be written."""
        left: dict[Key, Row] = {}
        for key, row in batch.items():
            try:
                with self._db.atomic():
                    write_row(self._db, row)
            except sqlite3.Error as error:
                self.problem = str(error)
                left[key] = row
        self._settle({key: row for key, row in batch.items() if key not in left}, is_whole=not left)
        return not left

    def _roll_back(self) -> None:
        """A full disk or an I/O error may have ended the transaction already."""
        try:
            self._db.rollback()
        except sqlite3.Error as error:
            log.warning('The failed batch could not be rolled back: %s', error)

    def _repair(self, error: sqlite3.Error) -> None:
        """Indexes can be made again; they must not keep chats from being saved. Once, until something has been saved."""
        if self._is_repaired:
            return self.note_damage()
        self._is_repaired = True
        try:
            keep_copy(self._file.path)
            if is_search_damaged(error):
                mend_search(self._db)
            else:
                mend_indexes(self._db)
        except (OSError, NoRoom, sqlite3.Error) as reason:
            log.error('%s is damaged and could not be mended: %s', self._file.path, reason)
            self._roll_back()
            self.note_damage()

    def _note_failure(self, error: sqlite3.Error) -> None:
        if self.problem is None:
            log.warning('Chats cannot be saved for now, trying again: %s', error)
        self.problem = str(error)
        self._is_refused = error.sqlite_errorcode & 0xFF not in LOCKED
        self._on_change()

    def _settle(self, batch: dict[Key, Row], *, is_whole: bool = True) -> None:
        """These rows are on disk; `is_whole`: with them everything that was taken."""
        count, taken_at = self._taking
        with self._changed:
            for key, row in batch.items():
                if self.pending.get(key) is row:
                    del self.pending[key]
            self._written = count if is_whole else self._written
            self._waiting_since = taken_at if self.pending else None
            self._changed.notify_all()
        if self.problem is not None and is_whole and not self.is_damaged:
            log.warning('Chats are saved again.')
            self.problem = None
            self._is_refused = self._is_repaired = False
            self._on_change()
