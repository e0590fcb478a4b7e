"""Files that only their owner may read: written so, and made so again where they are not."""
from __future__ import annotations

import logging
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What a mode allows to anybody but the owner."""
READERS = stat.S_IRGRP | stat.S_IROTH
OWN_FOLDERS = frozenset({'attachments', 'backups', 'imports', 'logs'})
OWN_FILES = ('access.key', 'chats.db', 'config.toml', 'models.json', 'running.json', 'before-restore-', 'restoring-')
"""How the names of our files begin: a database has its log and its lock beside it."""
log = logging.getLogger(__name__)


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable for its owner only (as `mkstemp` makes it). Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f'.{path.name}.')
    try:
        with os.fdopen(descriptor, 'w', encoding='utf-8') as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path.resolve())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def is_readable_by_others(path: Path) -> bool:
    """Whether the mode lets another user of this machine read the file, wherever a link may lead."""
    try:
        return bool(path.stat().st_mode & READERS)
    except OSError:
        return False


def hide_from_others(path: Path) -> None:
    """Take all rights of others away; those of the owner stay. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & OTHERS:
        path.chmod(mode & ~OTHERS)


def close_folder(folder: Path, *, config: Path | None = None, is_usual: bool = False) -> None:
    """Take the rights of others on everything in a data folder away, as far as it is ours; what cannot be changed is logged.

    The settings file is left to its owner, who is told on the settings page. A folder that was chosen with `--data` (not the usual one)
    and holds other things, too, keeps its own mode: others may have to reach those.
    """
    entries = _entries(folder)
    ours = [entry for entry in entries if _is_ours(entry) and entry != config]
    for path in (below for entry in ours for below in _all_in(entry)):
        _attempt_to_hide(path)
    is_own = is_usual or all(_is_ours(entry) or entry.name.startswith('.') for entry in entries)
    if is_own and not folder.stat().st_mode & stat.S_ISVTX:
        _attempt_to_hide(folder)


def open_to_others(folder: Path) -> list[Path]:
    """What of ours in a data folder another user of this machine could read or change. Where there are no modes: nothing."""
    if os.name != 'posix':
        return []
    ours = [below for entry in _entries(folder) if _is_ours(entry) for below in _all_in(entry)]
    return [path for path in ours if path.exists() and path.stat().st_mode & OTHERS]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        log.warning('It cannot be checked who else may read %s: %s', folder, error.strerror or error)
        return []


def _attempt_to_hide(path: Path) -> None:
    try:
        hide_from_others(path)
    except FileNotFoundError:
        return  # gone meanwhile, or a link that leads nowhere
    except OSError as error:
        log.warning('Others may be able to read %s: %s', path, error.strerror or error)


def _is_ours(path: Path) -> bool:
    return path.name in OWN_FOLDERS or path.name.startswith(OWN_FILES)


def _all_in(path: Path) -> Iterator[Path]:
    """The file, or the folder with all that is in it; links inside of folders are not followed."""
    if not path.is_dir() or path.is_symlink():
        yield path
        return
    for folder, _, names in os.walk(path):
        yield Path(folder)
        yield from (one for name in names if not (one := Path(folder, name)).is_symlink())
