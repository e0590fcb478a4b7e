"""A copy of the database each day, the newest seven, without being asked."""
from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from chat.conversation.watchers import Watchers, place_of
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
DAILY = 'daily-chats-*.db'
ROOM = 3
"""How many times the database has to fit into the room that is free."""


class DailyBackups:
    """Works in the background while the app runs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._task: asyncio.Task[None] | None = None
        self.problem = ''
        """Why there is none of today, and what helps."""
        self.watchers: Watchers[()] = Watchers()

    @property
    def folder(self) -> Path:
        return backup_folder(self._engine.store.path)

    async def last_time(self) -> float | None:
        """When the newest was made, in seconds since 1970; None if there is none. Raises OSError."""
        return await asyncio.to_thread(_time_of_newest, self.folder)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name='daily backups')

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        await asyncio.sleep(CHECK_AFTER)
        await self._attempt(self._engine.store.check)
        await asyncio.sleep(FIRST_AFTER)
        while True:
            await self._attempt(self.back_up)
            await asyncio.sleep(EVERY)

    async def _attempt(self, step: Callable[[], Awaitable[object]]) -> None:
        try:
            await step()
        except Exception as error:  # a defect today must not be the end of all backups
            log.error('The automatic backup failed by a defect: %s', place_of(error))

    async def back_up(self) -> Path | None:
        """The backup of today, if it was made now. Days without chats have none, and a damaged database replaces no good copy."""
        made, before = None, self.problem
        try:
            made, self.problem = await self._made(), ''
            if made:
                log.info('daily backup made')
        except StoreError as error:
            self.problem = f'The automatic backup of today was not made. {error}'
        except OSError as error:
            self.problem = (f'The automatic backup of today could not be written ({error.strerror or error}): look after {self.folder}. '
                            'It is tried again each hour.')
        if self.problem and self.problem != before:
            log.warning(self.problem)
        if made or self.problem != before:
            self.watchers()
        return made

    async def _made(self) -> Path | None:
        """Raises StoreError and OSError."""
        path = self.folder / f'daily-chats-{time.strftime("%Y%m%d")}.db'
        if not self._engine.listing.summaries or await asyncio.to_thread(path.exists):
            return None
        if self._engine.store.is_damaged:
            raise StoreError('The database is damaged, and no good copy is given up for it; those that are there are kept.')
        await asyncio.to_thread(_check_room, self._engine.store.path, self.folder)
        await self._engine.store.backup(path, without=self._engine.listing.hidden)
        await asyncio.to_thread(_remove_old, self.folder)
        return path


def _time_of_newest(folder: Path) -> float | None:
    return max((one.stat().st_mtime for one in folder.glob(DAILY)), default=None)


def _check_room(database: Path, folder: Path) -> None:
    """Makes the folder. Raises StoreError and OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = ROOM * database.stat().st_size - shutil.disk_usage(folder).free
    if missing > 0:
        raise StoreError(f'There is no room for it on the disk: free {max(1, missing / 1e6):,.0f} MB more, and it is made within the hour.')


def _remove_old(folder: Path) -> None:
    for old in sorted(folder.glob(DAILY))[:-KEPT]:
        old.unlink(missing_ok=True)
