"""The files of imports on their way in: what was received, what is made of it, and a note of how far it is."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from chat.engine.transfer.import_state import Import
from chat.settings import write_private

OURS = frozenset({'.upload', '.staged', '.files', '.note', '.saving'})
UNFINISHED = '.*.note.*'
"""Notes in the middle of being written."""


def beside(path: Path) -> tuple[Path, Path]:
    """Where its chats are prepared, and what is attached to them."""
    return path.with_suffix('.staged'), path.with_suffix('.files')


def note_of(path: Path) -> Path:
    return path.with_suffix('.note')


def all_of(path: Path) -> tuple[Path, ...]:
    """The note first: without it the rest is only left over."""
    return note_of(path), path, *beside(path)


def write_note(one: Import) -> None:
    """Raises OSError."""
    write_private(note_of(one.path), one.note())


def broken_off(folder: Path) -> Iterator[Import]:
    """What the end of the app has broken off, in the order in which it came; a note that says nothing is one of a file that is lost."""
    for note in sorted(folder.glob('*.note'), key=lambda note: note.stat().st_mtime):
        path = note.with_suffix('.upload')
        try:
            one = Import.noted(note.read_text(encoding='utf-8'), path)
        except (OSError, ValueError, TypeError):
            one = Import.lost(path)
        if not one.state.is_final and not (beside(path)[0] if one.is_read else path).is_file():
            one = Import.lost(path, one.name)
        yield one


def clear(folder: Path) -> None:
    """Away with what no note speaks of."""
    remove(*folder.glob(UNFINISHED))
    for left in folder.glob('*.*'):
        if left.suffix.partition('-')[0] in OURS and not note_of(left).exists():
            remove(left)


def remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
