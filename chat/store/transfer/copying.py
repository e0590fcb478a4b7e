"""A consistent copy of the database while it is written to."""
from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from chat.store.deletions import delete_chats
from chat.store.opening import StoreError
from chat.store.reader import open_read_only


def copy_database(source: Path, target: Path, without: Collection[str]) -> None:
    """In one step, which holds the state of one moment; under another name until it is complete."""
    unfinished = target.with_name(f'{target.name}.part')
    if target.exists() and target.samefile(source):
        raise StoreError(f'The backup cannot take the place of {source} itself; choose another name.')
    try:
        with closing(open_read_only(source)) as origin, closing(sqlite3.connect(unfinished)) as copy:
            origin.conn.backup(copy, pages=-1)
            delete_chats(copy, without)
            _sign_everybody_out(copy)
        os.replace(unfinished, target)
    except (OSError, sqlite3.Error) as error:
        if unfinished.exists():
            unfinished.unlink()
        raise StoreError(f'The backup {target} could not be written ({error}).') from error


def _sign_everybody_out(copy: sqlite3.Connection) -> None:
    """Whoever is signed out must not be back when an old copy is."""
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'sessions'").fetchone():
        copy.execute('DELETE FROM sessions')
        copy.commit()
