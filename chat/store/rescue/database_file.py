"""Whether the database still lies where it was opened, and how it is written again when somebody has taken it away.

A clean-up tool or a sync client may delete or replace the file while it is open. SQLite then goes on in a file that has no name any more:
everything looks saved and is gone at the end. The open connection still reads all of it, so it can be written again.
"""
from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from filelock import BaseFileLock
from sqlite_utils import Database

log = logging.getLogger(__name__)

Identity = tuple[int, int]
"""Device and inode: what a path leads to."""


def identity_of(path: Path) -> Identity | None:
    """None if there is nothing, or it cannot be looked at."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class DatabaseFile:
    """The path of the database and of its lock, as they were when they were opened."""

    def __init__(self, path: Path, lock: BaseFileLock, *, relock: Callable[[Path], BaseFileLock]) -> None:
        self.path = path
        self.lock = lock
        self._lock_path = path.with_name(f'{path.name}.lock')
        self._relock = relock
        self._identity = identity_of(path)
        self._lock_identity = identity_of(self._lock_path)

    def is_lost(self) -> bool:
        """Whether the path leads to another file now, or to none."""
        return identity_of(self.path) != self._identity or identity_of(self._lock_path) != self._lock_identity

    def write_again(self, db: Database, reopen: Callable[[Path], Database]) -> Database:
        """Put the content of the open connection back under its name; the connection to go on with.

        What lies there instead is kept under another name. Raises OSError, sqlite3.Error, and what `relock` raises when another
        program has taken the place meanwhile; the old connection is still good then.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if identity_of(self._lock_path) != self._lock_identity:
            lock = self._relock(self.path)
            self.lock.release()
            self.lock, self._lock_identity = lock, identity_of(self._lock_path)
        if identity_of(self.path) == self._identity:
            return db
        unfinished = self.path.with_name(f'{self.path.name}.rescued')
        _copy(db, unfinished)
        _set_aside(self.path)
        os.replace(unfinished, self.path)
        anew = reopen(self.path)
        self._identity = identity_of(self.path)
        db.close()
        return anew


def _copy(db: Database, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(target)) as copy:
            db.conn.backup(copy, pages=-1)
    except (OSError, sqlite3.Error):
        target.unlink(missing_ok=True)
        raise


def _set_aside(path: Path) -> None:
    """What somebody has put there, with what belongs to it: a log of another file would be played into ours."""
    stamp = time.strftime('%Y%m%d-%H%M%S')
    for suffix in ('', '-wal', '-shm'):
        found = path.with_name(path.name + suffix)
        if found.exists():
            os.replace(found, path.with_name(f'{path.name}{suffix}.replaced-{stamp}'))
            log.warning('%s had been replaced while it was open; what lay there is kept as %s.replaced-%s', found, found.name, stamp)
