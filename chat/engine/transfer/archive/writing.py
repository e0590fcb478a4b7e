"""Writes a backup while the app may be running: the database as it is at one moment, then the files that it speaks of."""
from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from chat.engine.files.attachment_files import DIGEST
from chat.engine.transfer.archive.archive import ATTACHMENTS, DATABASE, FORMAT, MANIFEST, SETTINGS, ArchiveError, Contents
from chat.settings.backed_up import without_secrets
from chat.settings.error import SettingsError
from chat.store.transfer.copying import copy_database
from chat.store.transfer.restoring import check_backup

ROOM = 1.1
"""How much more has to be free than what is copied."""


def write_archive(data: Path, target: Path, *, config: Path, with_keys: bool = False) -> Contents:
    """Whole or not at all, readable for its owner only. Raises ArchiveError, StoreError."""
    database = data / DATABASE
    if not database.is_file():
        raise ArchiveError(f'There are no chats in {data}: name the right folder with --data DIR.')
    if target.exists():
        raise ArchiveError(f'{target} is there already; choose another name.')
    try:
        _check_room(data, target.parent)
        with tempfile.TemporaryDirectory(prefix=f'.{target.name}.', dir=target.absolute().parent) as folder:
            copy = Path(folder, DATABASE)
            copy_database(database, copy, [])
            chats = check_backup(copy)
            unfinished = Path(folder, 'backup.zip')
            contents = _write(unfinished, copy, data, settings=_settings(config, with_keys=with_keys), chats=chats, has_keys=with_keys)
            os.replace(unfinished, target)
    except OSError as error:
        raise ArchiveError(f'The backup {target} cannot be written ({error.strerror or error}).') from None
    return contents


def _check_room(data: Path, folder: Path) -> None:
    files = [data / DATABASE, *(data / ATTACHMENTS).glob('*')]
    missing = ROOM * (sum(one.stat().st_size for one in files if one.is_file()) + files[0].stat().st_size) - shutil.disk_usage(folder).free
    if missing > 0:
        raise ArchiveError(f'There is no room for the backup in {folder.absolute()}: free {max(1, missing / 1e6):,.0f} MB more.')


def _settings(config: Path, *, with_keys: bool) -> tuple[str | None, str]:
    """The text of the settings, and why there is none."""
    try:
        text = config.read_text(encoding='utf-8')
        return text if with_keys else without_secrets(text), ''
    except FileNotFoundError:
        return None, ''
    except (SettingsError, UnicodeDecodeError):
        return None, f'the settings: {config.name} cannot be understood'


def _write(target: Path, database: Path, data: Path, *, settings: tuple[str | None, str], chats: int, has_keys: bool) -> Contents:
    text, problem = settings
    with (open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'wb') as file,
          zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as archive):
        archive.write(database, DATABASE)
        if text is not None:
            archive.writestr(SETTINGS, text)
        count, damaged = _write_attachments(archive, data / ATTACHMENTS)
        made_at = datetime.now().astimezone().isoformat(timespec='seconds')
        contents = Contents(made_at=made_at, chats=chats, attachments=count, left_out=(*([problem] if problem else ()), *damaged),
                            has_keys=has_keys)
        manifest = {'format': FORMAT, 'made_at': made_at, 'chats': chats, 'attachments': count, 'has_keys': has_keys}
        archive.writestr(MANIFEST, json.dumps(manifest))
    return contents


def _write_attachments(archive: zipfile.ZipFile, folder: Path) -> tuple[int, list[str]]:
    """How many, and those whose content is not what their name says."""
    count, damaged = 0, []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_symlink() or not DIGEST.fullmatch(path.name):
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # its chat was deleted while this ran
        if hashlib.sha256(content).hexdigest() == path.name:
            archive.writestr(f'{ATTACHMENTS}/{path.name}', content)
            count += 1
        else:
            damaged.append(f'the attached file {path.name[:12]}…: it is damaged')
    return count, damaged
