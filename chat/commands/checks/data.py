"""The data folder: whether it can be written, who else may read it, how much room there is, and whether the database is whole."""
from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from chat.commands.checks.finding import Finding, note, ok, problem
from chat.settings.private_files import open_to_others
from chat.settings.running_note import RunningNote
from chat.settings.settings import Settings
from chat.store.data_lock import is_held
from chat.store.rescue.damage import advice, newest_backup
from chat.store.rescue.health import health_of

LITTLE_ROOM = 1_000_000_000
NO_ROOM = 100_000_000
"""Bytes."""
OLD = 3 * 86400
"""Seconds after which a backup is worth a word: one is made each day on which the app runs."""


def check_folder(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        yield note(f'The data folder {folder} is not there yet.', 'It is made at the first start.')
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield ok(f'The data folder {folder} can be written.')
    except OSError as error:
        yield problem(f'The data folder {folder} cannot be written ({error.strerror}).',
                      'Mend its owner and mode, or choose another with --data.')
    if others := open_to_others(folder):
        yield problem(f'Other users of this computer may read {others[0]}{f" and {len(others) - 1} more" if others[1:] else ""}.',
                      f'Run: chmod -R go= "{folder}"')
    elif os.name == 'posix':
        yield ok('What is in it is for its owner only.')
    free = shutil.disk_usage(folder).free
    if free < NO_ROOM:
        yield problem(f'The disk has {free / 1e6:,.0f} MB left.', 'Make room, or chats cannot be saved.')
    elif free < LITTLE_ROOM:
        yield note(f'The disk has {free / 1e6:,.0f} MB left.', 'Daily backups need three times the size of the database.')
    else:
        yield ok(f'The disk has {free / 1e9:,.1f} GB left.')


def check_settings(settings: Settings) -> Iterator[Finding]:
    if settings.problem:
        yield problem(settings.problem, f'Mend {settings.config}.')
    elif settings.config.exists():
        yield ok(f'{settings.config} can be read.')
    if settings.is_key_exposed:
        yield problem(f'There is a key in {settings.config}, and other users of this computer can read it.',
                      f'Run: chmod 600 "{settings.config}"')


def check_database(folder: Path) -> Iterator[Finding]:
    path = folder / 'chats.db'
    if not path.exists():
        yield note('There are no chats yet.')
        return
    files = folder / 'attachments'
    found = health_of(path, files={one.name for one in files.iterdir()} if files.is_dir() else ())
    if found.problem:
        yield problem(f'{path}: {found.problem}.',
                      advice(path) if found.is_damaged else 'Update Polylogue, or choose another folder with --data.')
        return
    yield ok(f'The database is whole: {found.chats:,} chats, {found.replies:,} answers, {path.stat().st_size / 1e6:,.1f} MB.')
    if found.missing_files:
        yield note(f'{found.missing_files:,} attached files are named in chats and are not there.',
                   'A backup made with “backup” has them, if they were there then.')
    backup = newest_backup(path)
    if backup is None:
        yield note('There is no backup beside it.', 'One is made each day on which Polylogue runs; “backup FILE” makes one now.')
    elif (age := time.time() - backup.stat().st_mtime) > OLD:
        yield note(f'The newest backup is {age / 86400:.0f} days old.', '“backup FILE” makes one now.')


def check_running(folder: Path) -> Iterator[Finding]:
    try:
        is_running = is_held(folder / 'chats.db')
    except OSError as error:
        yield problem(f'The lock of the database cannot be looked at ({error.strerror}).', f'Mend the owner and mode of {folder}.')
        return
    place = RunningNote.found_in(folder)
    if is_running:
        yield ok(f'Polylogue is running on this folder{f", at {place.address}" if place else ""}.')
    else:
        yield ok('Polylogue is not running on this folder.')
