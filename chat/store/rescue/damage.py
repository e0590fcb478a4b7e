"""What a damaged database needs: a copy before anything is written to it, indexes made again, and a sentence where that is no help.

SQLite tells damage by SQLITE_CORRUPT and SQLITE_NOTADB (https://www.sqlite.org/rescode.html); `PRAGMA quick_check` finds it before anybody
asks for the damaged page.
"""
from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from pathlib import Path

from sqlite_utils import Database

from chat.store.schema import forget, rebuild_search, remake_search

log = logging.getLogger(__name__)

DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
MOST_LINES = 20
ROOM = 1.2
"""How much more room than the copy itself has to be free."""


class NoRoom(Exception):
    """A copy would not fit on the disk."""


def is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, 'sqlite_errorcode', 0) & 0xFF in DAMAGE


def checked(db: Database) -> list[str]:
    """What `quick_check` finds wrong; an empty list if nothing. About a second for each gigabyte. Raises sqlite3.Error."""
    lines = [str(row[0]) for row in db.execute(f'PRAGMA quick_check({MOST_LINES})').fetchall()]
    return [line for line in lines if line != 'ok']


def backup_folder(path: Path) -> Path:
    """Where the copies of this database lie; it may not be there yet."""
    return path.parent / 'backups'


def keep_copy(path: Path) -> Path:
    """The files as they are, beside the backups. Raises OSError, NoRoom."""
    folder = backup_folder(path)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f'damaged-{time.strftime("%Y%m%d-%H%M%S")}.db'
    sources = [one for suffix in ('', '-wal') if (one := path.with_name(path.name + suffix)).exists()]
    if shutil.disk_usage(folder).free < ROOM * sum(one.stat().st_size for one in sources):
        raise NoRoom(f'{path} is damaged, and there is no room for a copy of it')
    for one in sources:
        shutil.copyfile(one, target.with_name(target.name + one.name.removeprefix(path.name)))
    log.warning('%s is damaged; it was copied to %s before anything else is written to it', path, target)
    return target


def mend_indexes(db: Database) -> None:
    """Make all indexes again, those of the search too; tables have everything that is in them.

    Raises sqlite3.Error if it is a table that is damaged.
    """
    own = "type = 'index' AND sql IS NOT NULL"
    with db.atomic():
        wanted = [row['sql'] for row in db.execute(f'SELECT sql FROM sqlite_master WHERE {own}').fetchall()]
        forget(db, own)
        for sql in wanted:
            db.execute(sql)
    mend_search(db)
    db.execute('VACUUM')  # what was forgotten still lies in the file, and counts as damage
    if left := checked(db):
        raise sqlite3.DatabaseError('; '.join(left))


def mend_search(db: Database) -> None:
    """Raises sqlite3.Error."""
    try:
        rebuild_search(db)
    except sqlite3.Error as error:
        db.rollback()
        log.warning('The search index could not be rebuilt and is made again from nothing: %s', error)
        remake_search(db)
        db.execute('VACUUM')


def newest_backup(path: Path) -> Path | None:
    """The file to go back to."""
    found = sorted(backup_folder(path).glob('*chats-*.db'), key=lambda one: one.stat().st_mtime)
    return found[-1] if found else None


def advice(path: Path) -> str:
    """How to go back to a backup, as the end of a sentence."""
    backup = newest_backup(path)
    if backup is None:
        return 'There is no backup beside it: move it away to start anew, and keep it, for most of it can usually be recovered.'
    return (f'To go back to the newest backup, end Polylogue, move {path.name} (with -wal and -shm) away, '
            f'and copy {backup} to {path}.')
