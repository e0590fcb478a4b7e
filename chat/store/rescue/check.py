"""A look at the whole database once it is open: damage may lie where nothing reads for weeks."""
from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database

from chat.store.opening import StoreError
from chat.store.reader import Reader
from chat.store.rescue.damage import NoRoom, checked, keep_copy, mend_indexes

log = logging.getLogger(__name__)


class OpenStore(Protocol):
    path: Path

    def write(self, job: Callable[[Database], None]) -> Awaitable[None]: ...


async def check(store: OpenStore, note_damage: Callable[[], None]) -> None:
    """In a thread of its own. Indexes are made again, after a copy of the file; what is worse is noted."""
    if found := await _lines(store.path):
        log.error('%s is damaged: %s', store.path, '; '.join(found))
        await _mend(store, note_damage)


async def _lines(path: Path) -> list[str]:
    try:
        checker = await asyncio.to_thread(Reader, path, 'store-checker')
    except sqlite3.Error as error:
        return [str(error)]
    try:
        return await checker.run(checked)
    except sqlite3.Error as error:
        return [str(error)]
    finally:
        await asyncio.to_thread(checker.close)


async def _mend(store: OpenStore, note_damage: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(keep_copy, store.path)
        await store.write(mend_indexes)
    except (OSError, NoRoom, StoreError) as error:
        log.error('%s could not be mended: %s', store.path, error)
        note_damage()
    else:
        log.warning('The indexes of %s were made again; nothing was lost.', store.path)
