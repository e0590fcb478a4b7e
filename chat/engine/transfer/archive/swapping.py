"""Puts what was unpacked in the place of what is there, which is kept aside: all of it, or nothing."""
from __future__ import annotations

import os
from pathlib import Path

from chat.engine.transfer.archive.archive import ATTACHMENTS, DATABASE, ArchiveError

REPLACED = (DATABASE, f'{DATABASE}-wal', f'{DATABASE}-shm', ATTACHMENTS)
"""The log of the old database would be played into the new one, so it goes with its own."""


def swap(data: Path, unpacked: Path, aside: Path, *, settings: Path) -> None:
    """By renaming, on one file system, in the order in which a program that is killed in between leaves the least behind: what was there
    lies in `aside`, what is to come in `unpacked`. The caller holds the lock of the database. `settings`: the file in use.
    Raises ArchiveError, after everything is back where it was."""
    aside.mkdir(mode=0o700)
    moves = [(data / name, aside / name) for name in REPLACED] + [(unpacked / name, data / name) for name in (ATTACHMENTS, DATABASE)]
    if (unpacked / settings.name).exists():
        moves += [(settings, aside / settings.name), (unpacked / settings.name, settings)]
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            if source.exists():
                os.replace(source, target)
                done.append((source, target))
    except OSError as error:
        for source, target in reversed(done):
            os.replace(target, source)
        aside.rmdir()
        raise ArchiveError(f'{source} cannot be moved ({error.strerror or error}); everything is as it was.') from None
