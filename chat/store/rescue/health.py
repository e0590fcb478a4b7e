"""A look at a database from outside, while its program may be writing to it. Nothing is changed."""
from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from chat.store.opening import MAGIC
from chat.store.reader import open_read_only
from chat.store.rescue.damage import checked
from chat.store.schema import is_foreign, newer_migrations

SQLITE_VERSION = sqlite3.sqlite_version


@dataclass(kw_only=True, slots=True, frozen=True)
class Health:
    problem: str = ''
    """What is wrong, without a full stop; '' if nothing is."""
    is_damaged: bool = False
    chats: int = 0
    replies: int = 0
    missing_files: int = 0
    """How many attached files are named that are not there."""


def health_of(path: Path, *, files: Collection[str]) -> Health:
    """About a second for each gigabyte. `files`: names of the attached files that are there."""
    try:
        with path.open('rb') as file:
            if file.read(len(MAGIC)) != MAGIC:
                return Health(problem='it is not a database', is_damaged=True)
        with closing(open_read_only(path)) as db:
            if newer_migrations(db):
                return Health(problem='it was written by a newer version of this program')
            if is_foreign(db):
                return Health(problem='it belongs to another program')
            if lines := checked(db):
                return Health(problem='; '.join(lines)[:300], is_damaged=True)
            chats, replies = (int(db.execute(f'SELECT COUNT(*) FROM {table}').fetchone()[0]) for table in ('chats', 'replies'))
            has_uses = db['attachment_uses'].exists()  # not in one of an older version, which is opened at the next start
            used = {str(row[0]) for row in db.execute('SELECT DISTINCT digest FROM attachment_uses').fetchall()} if has_uses else set()
            return Health(chats=chats, replies=replies, missing_files=len(used.difference(files)))
    except OSError as error:
        return Health(problem=f'it cannot be read ({error.strerror or error})')
    except sqlite3.Error as error:
        return Health(problem=str(error), is_damaged=True)
