"""One program at a time works on a database: the lock lies beside it, and the system releases it when its holder dies."""
from __future__ import annotations

import logging
import os
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

log = logging.getLogger(__name__)


class InUse(Exception):
    """Another program holds the lock of this database."""

    def __init__(self, path: Path) -> None:
        super().__init__(f'{path} is in use by another copy of this program; stop that one or start with another --data folder.')


def lock_path(database: Path) -> Path:
    return database.with_name(f'{database.name}.lock')


def hold_lock(database: Path) -> BaseFileLock:
    """Held until it is released, by whichever thread. Raises InUse, OSError; a file system without locks is only logged."""
    path = lock_path(database)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))  # a folder that cannot be used is told from one without locks
    lock = FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InUse(database) from None
    except (OSError, NotImplementedError) as error:
        log.warning('This file system has no locks, so two copies of the program on one data folder are not noticed: %s', error)
    return lock


def is_held(database: Path) -> bool:
    """Whether a program works on it now. Raises OSError."""
    if not lock_path(database).exists():
        return False
    try:
        hold_lock(database).release()
    except InUse:
        return True
    return False
