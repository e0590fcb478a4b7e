"""Unpacks a backup that may come from anywhere: only known names, only as much as fits, and only what is what it says it is."""
from __future__ import annotations

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chat.conversation.json_object import JsonObject
from chat.engine.transfer.archive.archive import (
    ATTACHMENTS,
    DATABASE,
    FORMAT,
    LARGEST_TEXT,
    MANIFEST,
    NAMES,
    SETTINGS,
    ArchiveError,
    Contents,
)
from chat.exchange.incoming.export_files import BAD_ZIP, MOST_MEMBERS, ODD_ZIP
from chat.store.transfer.restoring import check_backup

ROOM = 1.1
LARGEST_RATIO, SMALL = 200, 50_000_000
"""What is packed tighter than any text of ours is a trap; below so many bytes it does not matter."""
PIECE = 1 << 20


def unpack(file: Path, folder: Path) -> Contents:
    """Into an empty folder; nothing outside of it is touched. Raises ArchiveError, StoreError."""
    with _troubles(file), zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        _check(members)
        _check_room(members, folder)
        manifest = _manifest(archive)
        for member in members:
            if member.filename != MANIFEST:
                _unpack(archive, member, folder)
    chats = check_backup(folder / DATABASE)
    attachments = sum(1 for _ in (folder / ATTACHMENTS).glob('*'))
    return Contents(made_at=str(manifest.get('made_at', ''))[:40], chats=chats, attachments=attachments,
                    has_keys=manifest.get('has_keys') is True)


@contextmanager
def _troubles(file: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise ArchiveError(f'{file} is not there.') from None
    except OSError as error:
        raise ArchiveError(f'The backup {file} cannot be read or unpacked ({error.strerror or error}).') from None
    except (*BAD_ZIP, *ODD_ZIP):
        raise ArchiveError(f'{file} is no backup of Polylogue, or it is damaged or not complete.') from None


def _check(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS:
        raise ArchiveError(f'This file holds {len(members):,} files; a backup holds at most {MOST_MEMBERS:,}.')
    if not {MANIFEST, DATABASE} <= set(names):
        raise ArchiveError('This is no backup of Polylogue: there is no backup.json and chats.db in it.')
    if len(names) != len(set(names)):
        raise ArchiveError('This file holds two files of one name, which no backup of Polylogue does.')
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not NAMES.fullmatch(member.filename) or kind not in {0, stat.S_IFREG}:
            raise ArchiveError(f'This file holds {member.filename[:80]!r}, which no backup of Polylogue does.')
        if member.file_size > SMALL and member.file_size > LARGEST_RATIO * member.compress_size:
            raise ArchiveError(f'{member.filename} is packed as tightly as only a trap is ({member.file_size:,} bytes).')
        if member.filename in {MANIFEST, SETTINGS} and member.file_size > LARGEST_TEXT:
            raise ArchiveError(f'{member.filename} is far too long ({member.file_size:,} bytes).')


def _check_room(members: list[zipfile.ZipInfo], folder: Path) -> None:
    missing = ROOM * sum(member.file_size for member in members) - shutil.disk_usage(folder).free
    if missing > 0:
        raise ArchiveError(f'There is no room to unpack this backup: free {max(1, missing / 1e6):,.0f} MB more.')


def _manifest(archive: zipfile.ZipFile) -> JsonObject:
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or not isinstance(manifest.get('format'), int):
        raise ArchiveError('This is no backup of Polylogue: its backup.json cannot be understood.')
    if manifest['format'] > FORMAT:
        raise ArchiveError('This backup was made by a newer version of this program; update it first.')
    return manifest


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    """As much as its entry says, which is what was counted; the ZIP's own checksum is compared on the way."""
    target = folder / member.filename
    target.parent.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(member) as source, target.open('xb') as out:
        while piece := source.read(PIECE):
            digest.update(piece)
            out.write(piece)
    if target.parent.name == ATTACHMENTS and digest.hexdigest() != target.name:
        raise ArchiveError(f'The attached file {target.name[:12]}… in this backup is not what its name says: the backup is damaged.')
