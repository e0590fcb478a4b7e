"""Which program a file or one of its values comes from, and what is in it."""
from __future__ import annotations

import errno
import json
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from chat.conversation import Chat
from chat.exchange import native
from chat.exchange.fields import Unreadable, Values, clean, text_in
from chat.exchange.files import Incoming
from chat.exchange.incoming import chatgpt, claude, llm_logs, open_webui
from chat.exchange.incoming.json_stream import JsonStream

SQLITE = b'SQLite format 3\0'
LARGEST_UNPACKED = 8 << 30
"""Bytes a ZIP may hold when unpacked; more is a trap or no export."""
BAD_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError)
"""What Python's `zipfile` raises for damage here or there."""
ODD_ZIP = (RuntimeError, NotImplementedError)
"""And for a password, or a way of packing that it does not know. RecursionError is one, too."""
DAMAGED = 'This ZIP is damaged or not complete; ask for the export again.'
CHATS_FILE = re.compile(r'(conversations|chats|chat-export|polylogue)[^/]*\.(json|jsonl)', re.IGNORECASE)
MOST_NAMED = 8
LONGEST_VALUE = 60
"""Characters that are shown of something that is no chat."""
NO_EXPORT = ('This is no export of chats that can be read here. What can: Polylogue’s own JSON, the export of ChatGPT, Claude or '
             'Open WebUI (JSON or ZIP), and the logs.db of llm.')
KNOWN_STARTS = {
    b'\x89PNG': 'a picture', b'\xff\xd8\xff': 'a picture', b'GIF8': 'a picture', b'RIFF': 'a picture or a recording', b'%PDF': 'a PDF',
    b'<': 'a web page',
}
PACKED = (b'\x1f\x8b', b'BZh', b'\xfd7zXZ', b'7z\xbc\xaf\x27\x1c', b'Rar!')


@dataclass(kw_only=True, slots=True, frozen=True)
class Source:
    name: str
    """Of the program, for people."""
    convert: Callable[[Values, Counter[str], Incoming], Chat]
    """What cannot be taken along is counted in the second one, by kind. Raises Unreadable."""


POLYLOGUE = Source(name='Polylogue', convert=lambda values, _, __: native.chat_from(values))
CHATGPT = Source(name='ChatGPT', convert=chatgpt.chat_from)
CLAUDE = Source(name='Claude', convert=lambda values, left_out, _: claude.chat_from(values, left_out))
OPEN_WEBUI = Source(name='Open WebUI', convert=open_webui.chat_from)
LLM = Source(name='llm', convert=llm_logs.chat_from)


def source_of(item: Any) -> Source | None:
    """Who wrote this value; None for what is no chat of any program that is known."""
    if not isinstance(item, dict):
        return None
    if 'turns' in item and 'lanes' in item:
        return POLYLOGUE
    if 'mapping' in item:
        return CHATGPT
    if 'chat_messages' in item:
        return CLAUDE
    inner = item['chat'] if isinstance(item.get('chat'), dict) else item
    has_history = isinstance(inner.get('history'), dict) and 'messages' in inner['history']
    if has_history or isinstance(inner.get('messages'), list) and 'models' in inner:
        return OPEN_WEBUI
    if 'conversation' in item and ('responses' in item or 'messages' in item and 'turns' in item):
        return LLM
    return None


def title_of(item: Any) -> str:
    """What to call a chat that could not be taken in."""
    if not isinstance(item, dict):
        return f'An entry “{_value_words(item)}”'
    named = next((text for name in ('title', 'name') if (text := text_in(item, name).strip())), '')
    return named[:200] or 'Untitled chat'


def _value_words(value: Any) -> str:
    """As it stands in the file, where that is short."""
    if isinstance(value, list):
        return '[…]' if value else '[]'
    words = value if isinstance(value, str) else json.dumps(value)
    return clean(words if len(words) <= LONGEST_VALUE else f'{words[:LONGEST_VALUE]}…')


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
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive)
            if not members:
                raise Unreadable(_other_zip(archive))
            if sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise Unreadable('This ZIP is too large when unpacked.')
            for member in members:
                with archive.open(member) as unpacked:
                    yield from JsonStream(unpacked, note_read).items()
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
    """The files with the chats; of an export in several files all."""
    named = [one for one in archive.infolist() if CHATS_FILE.fullmatch(one.filename.rpartition('/')[2]) and '__MACOSX' not in one.filename]
    shards = [one for one in named if re.fullmatch(r'conversations-\d+\.json', one.filename.rpartition('/')[2])]
    whole = [one for one in named if one.filename.rpartition('/')[2] == 'conversations.json']
    return whole or shards or named


def other_files(path: Path) -> tuple[int, str]:
    """What else a ZIP holds that is not read: projects, memories, the account. How many files, and the names of the first of them."""
    if not zipfile.is_zipfile(path):
        return 0, ''
    with zipfile.ZipFile(path) as archive:
        chats = {member.filename for member in _members(archive)}
        names = [name for name in archive.namelist() if name.endswith('.json') and name not in chats and '__MACOSX' not in name]
    return len(names), listed(names)


def listed(names: list[str]) -> str:
    """The first of these files."""
    told = [clean(name.rpartition('/')[2])[:60] for name in names[:MOST_NAMED]]
    return ', '.join([*told, '…'] if len(names) > len(told) else told)


def _other_zip(archive: zipfile.ZipFile) -> str:
    endings = {name.rpartition('.')[2].lower() for name in archive.namelist() if not name.endswith('/')}
    if endings and endings <= {'md', 'html'}:
        return 'This ZIP holds chats as pages to read; only JSON can be imported. Export them as JSON instead.'
    return 'There is no conversations.json in this ZIP, so it is not the export of a chat program that is known here.'
