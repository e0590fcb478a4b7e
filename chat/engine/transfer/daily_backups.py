"""A copy of the database each day, the newest seven, without being asked."""
from __future__ import annotations

import asyncio
import logging
import shutil
import time
from pathlib import Path

from chat.engine.engine import Engine
from chat.store.rescue.damage import backup_folder
from chat.store.store import StoreError

log = logging.getLogger(__name__)

KEPT = 7
CHECK_AFTER = 5.0
"""Seconds after the start, when the first page has been built."""
FIRST_AFTER = 60.0
"""Seconds after that, when nobody waits for anything any more."""
EVERY = 3600.0
"""Seconds between two looks whether a day is over."""
ROOM = 3
"""How many times the database has to fit into the room that is free."""


class DailyBackups:
    """Works in the background while the app runs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._task: asyncio.Task[None] | None = None
        self.problem = ''
        """Why there is none of today, in a sentence."""

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name='daily backups')

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        await asyncio.sleep(CHECK_AFTER)
        await self._engine.store.check()
        await asyncio.sleep(FIRST_AFTER)
        while True:
            await self.back_up()
            await asyncio.sleep(EVERY)

    async def back_up(self) -> Path | None:
        """The backup of today, if it was made now. Days without chats have none, and a damaged database replaces no good copy."""
        path = backup_folder(self._engine.store.path) / f'daily-chats-{time.strftime("%Y%m%d")}.db'
        if path.exists() or not self._engine.listing.summaries or self._engine.store.is_damaged:
            return None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not await asyncio.to_thread(_fits, self._engine.store.path, path.parent):
                self.problem = 'There is no room on the disk for a backup of today.'
                log.warning(self.problem)
                return None
            await self._engine.store.backup(path, without=self._engine.listing.hidden)
        except (StoreError, OSError) as error:
            self.problem = f'The backup of today could not be written ({error}).'
            log.warning(self.problem)
            return None
        self.problem = ''
        await asyncio.to_thread(_remove_old, path.parent)
        return path


def _fits(database: Path, folder: Path) -> bool:
    return shutil.disk_usage(folder).free > ROOM * database.stat().st_size


def _remove_old(folder: Path) -> None:
    for old in sorted(folder.glob('daily-chats-*.db'))[:-KEPT]:
        old.unlink(missing_ok=True)
