"""A thread of its own with a read-only connection: reading never waits for the writer and never blocks the event loop."""
from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

Result = TypeVar('Result')

log = logging.getLogger(__name__)


def open_read_only(path: Path, *, busy_timeout: float = 5.0, is_still: bool = False) -> Database:
    """Raises sqlite3.Error. `busy_timeout` in seconds: even a reader waits while another one recovers the log after a crash. `is_still`:
    nobody writes to this file; nothing is put beside it then."""
    still = '&immutable=1' if is_still else ''
    connection = sqlite3.connect(f'{path.absolute().as_uri()}?mode=ro{still}', uri=True, check_same_thread=False, timeout=busy_timeout)
    connection.row_factory = sqlite3.Row
    connection.create_function('folded', 1, _folded, deterministic=True)
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _folded(text: str | None) -> str:
    """SQLite's own lower() knows only English letters."""
    return (text or '').casefold()


class Reader:
    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._db = open_read_only(path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, read: Callable[[Database], Result]) -> Result:
        """What `read` answers, from the reader's thread. Raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: read(self._db))

    def reopen(self) -> None:
        """The file at this path has been replaced. From any thread; waiting queries read the new one."""
        self._thread.submit(self._reopen)

    def _reopen(self) -> None:
        try:
            anew = open_read_only(self._path)
        except sqlite3.Error as error:
            log.error('%s could not be opened again for reading: %s', self._path, error)
            return
        old, self._db = self._db, anew
        old.close()

    def close(self) -> None:
        """A query that is still running is cancelled."""
        self._db.conn.interrupt()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._db.close()
