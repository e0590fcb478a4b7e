"""The files that programs write their exports into: which of those in a ZIP hold chats, and the values in them, one by one."""
from __future__ import annotations

import errno
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from chat.exchange.fields import Unreadable, clean
from chat.exchange.incoming.json_stream import JsonStream

SQLITE = b'SQLite format 3\0'
LARGEST_UNPACKED = 8 << 30
"""Bytes a ZIP may hold when unpacked; more is a trap or no export."""
MOST_MEMBERS = 200_000
"""Files in a ZIP; the list of more of them would fill the memory."""
BAD_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError)
"""What Python's `zipfile` raises for damage here or there."""
ODD_ZIP = (RuntimeError, NotImplementedError)
"""And for a password, or a way of packing that it does not know. RecursionError is one, too."""
DAMAGED = 'This ZIP is damaged or not complete; ask for the export again.'
CHATS_FILE = re.compile(r'(conversations|chats|chat-export|polylogue|prod-grok-backend)[^/]*\.(json|jsonl)|conversation_\d+\.(json|txt)',
                        re.IGNORECASE)
ASSET_NAMES = 'conversation_asset_file_names.json'
"""Tells what the pictures and files of ChatGPT's export were called."""
NO_CHATS = re.compile(r'(user|users|user_settings|memories|projects|message_feedback|shared_conversations|group_chats|shopping|'
                      r'sora|export_manifest|prod-mc-.*|library_files|tool_messages)\.json', re.IGNORECASE)
"""Known to hold none."""
AS_PAGE = 'This Takeout has the activity as a web page. Ask for it again with the format JSON (under “Multiple formats”).'
MOST_LISTED = 8
NO_EXPORT = ('This is no export of chats that can be read here. What can: Polylogue’s own JSON or ZIP, the exports of ChatGPT, Claude, '
             'Open WebUI, DeepSeek, Grok, Gemini, LibreChat, LobeChat and llama.cpp (JSON or ZIP), the webui.db of Open WebUI, and the '
             'logs.db of llm.')
KNOWN_STARTS = {
    b'\x89PNG': 'a picture', b'\xff\xd8\xff': 'a picture', b'GIF8': 'a picture', b'RIFF': 'a picture or a recording', b'%PDF': 'a PDF',
    b'<': 'a web page',
}
PACKED = (b'\x1f\x8b', b'BZh', b'\xfd7zXZ', b'7z\xbc\xaf\x27\x1c', b'Rar!')


def is_database(path: Path) -> bool:
    with path.open('rb') as file:
        return file.read(len(SQLITE)) == SQLITE


def items_in(path: Path, note_read: Callable[[int], None]) -> Iterator[Any]:
    """The values of a JSON file or of those in a ZIP, one by one. Raises Unreadable with a sentence, Broken in the middle."""
    with path.open('rb') as file:
        start = file.read(512).lstrip(b'\xef\xbb\xbf \t\r\n')
        file.seek(0)
        if not start:
            raise Unreadable('This file is empty.')
        if start.startswith(b'PK'):
            yield from _in_zip(file, note_read)
            return
        if start.startswith(PACKED):
            raise Unreadable('This file is packed, whatever it is called (gzip, 7z, RAR or the like): unpack it and import what is in it.')
        if start.startswith(b'<') and b'activi' in start.lower():
            raise Unreadable(AS_PAGE)
        for magic, what in KNOWN_STARTS.items():
            if start.startswith(magic):
                raise Unreadable(f'This is {what}, not an export of chats.')
        if start[:1] not in b'[{' and not start.startswith((b'\xff\xfe', b'\xfe\xff')):
            raise Unreadable(NO_EXPORT)
        yield from JsonStream(file, note_read).items()


def size_of(path: Path) -> int:
    """Bytes that `items_in` will read."""
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                return sum(member.file_size for member in _members(archive))
        except (*BAD_ZIP, *ODD_ZIP, OSError):
            return path.stat().st_size
    return path.stat().st_size


def _in_zip(file: IO[bytes], note_read: Callable[[int], None]) -> Iterator[Any]:
    with zip_troubles(), zipfile.ZipFile(file) as archive:
        members = _members(archive)
        if not members:
            raise Unreadable(_other_zip(archive))
        check_size(archive, members)
        for member in members:
            with archive.open(member) as unpacked:
                yield from JsonStream(unpacked, note_read).items()


def check_size(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Of those that are to be read. Raises Unreadable."""
    if len(archive.infolist()) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise Unreadable('This ZIP is too large when unpacked.')


@contextmanager
def zip_troubles() -> Iterator[None]:
    """Raises Unreadable with a sentence for whatever may be wrong with a ZIP, wherever that is noticed."""
    try:
        yield
    except BAD_ZIP:
        raise Unreadable(DAMAGED) from None
    except OSError as error:
        if error.errno not in {None, errno.EINVAL}:  # those two are said of places and data that make no sense
            raise
        raise Unreadable(DAMAGED) from None
    except ODD_ZIP as error:
        if isinstance(error, RecursionError):
            raise
        raise Unreadable('This ZIP is locked with a password or packed in an unusual way; unpack it first.') from None


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files with the chats; of an export in several files all. Where none is called as one, any JSON may hold some: programs call
    their files in the language of their users."""
    files = [one for one in archive.infolist() if '__MACOSX' not in one.filename and not one.is_dir()]
    named = [one for one in files if CHATS_FILE.fullmatch(_name(one)) and _name(one) != ASSET_NAMES]
    shards = [one for one in named if re.fullmatch(r'conversations-\d+\.json', _name(one))]
    whole = [one for one in named if _name(one) == 'conversations.json']
    return whole or shards or named or [one for one in files if _name(one).lower().endswith(('.json', '.jsonl'))
                                        and not NO_CHATS.fullmatch(_name(one))]


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.rpartition('/')[2]


def other_files(path: Path) -> tuple[int, str]:
    """What else a ZIP holds that is not read: projects, memories, the account. How many files, and the names of the first of them."""
    if not zipfile.is_zipfile(path):
        return 0, ''
    with zipfile.ZipFile(path) as archive:
        read = {member.filename for member in _members(archive)}
        names = [name for name in archive.namelist() if name.endswith('.json') and name not in read and '__MACOSX' not in name
                 and not name.endswith(ASSET_NAMES)]
    return len(names), listed(names)


def listed(names: list[str]) -> str:
    """The first of these files."""
    told = [clean(name.rpartition('/')[2])[:60] for name in names[:MOST_LISTED]]
    return ', '.join([*told, '…'] if len(names) > len(told) else told)


def _other_zip(archive: zipfile.ZipFile) -> str:
    endings = {name.rpartition('.')[2].lower() for name in archive.namelist() if not name.endswith('/')}
    if endings and endings <= {'md', 'html'}:
        return 'This ZIP holds chats as pages to read; only JSON can be imported. Export them as JSON instead.'
    if 'zip' in endings:
        return 'This ZIP holds other ZIPs: unpack it, and import those that are in it.'
    if any(name.lower().endswith('.html') and 'activity' in name.lower() for name in archive.namelist()):
        return AS_PAGE
    return 'There is no conversations.json in this ZIP, so it is not the export of a chat program that is known here.'
