"""Reading the file that everything is moved to another computer with (see `chat.exchange.moving`)."""
from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.exchange import moving
from chat.exchange.fields import Unreadable
from chat.exchange.incoming.export_files import BAD_ZIP, ODD_ZIP, check_size, zip_troubles
from chat.exchange.incoming.json_stream import JsonStream

LARGEST_MANIFEST = 4 << 20
"""Bytes."""
FILE = re.compile(re.escape(moving.FILES) + '([0-9a-f]{64})')
TABLES = (moving.CHATS, moving.LIBRARY, moving.SUITES)


class MoveFile:
    """Raises Unreadable, and what `JsonStream` raises, wherever something is wrong with the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with zip_troubles(), zipfile.ZipFile(path) as archive:
            self._members = {one.filename: one for one in archive.infolist()}
            check_size(archive, [*self._members.values()])
            manifest = self._members[moving.MANIFEST]
            if manifest.file_size > LARGEST_MANIFEST:
                raise Unreadable('The settings in this file are too large.')
            self.settings: JsonObject = moving.settings_in(json.loads(archive.read(manifest)))

    @staticmethod
    def is_one(path: Path) -> bool:
        """Whether it says so; it may still be damaged."""
        try:
            with zipfile.ZipFile(path) as archive:
                return moving.MANIFEST in archive.namelist()
        except (*BAD_ZIP, *ODD_ZIP, OSError):
            return False

    @property
    def size(self) -> int:
        """Bytes that `values` will read, all in all."""
        return sum(self._members[name].file_size for name in TABLES if name in self._members)

    def chats(self, note_read: Callable[[int], None]) -> Iterator[Any]:
        return self._values(moving.CHATS, note_read)

    def lines(self, note_read: Callable[[int], None]) -> Iterator[Any]:
        """Of the library and the suites."""
        yield from self._values(moving.LIBRARY, note_read)
        yield from self._values(moving.SUITES, note_read)

    def files(self, largest: int) -> Iterator[tuple[str, bytes]]:
        """Digest, as it is claimed, and content of the attached files up to this many bytes."""
        with zip_troubles(), zipfile.ZipFile(self._path) as archive:
            for name, member in self._members.items():
                if (found := FILE.fullmatch(name)) and member.file_size <= largest:
                    yield found[1], archive.read(member)

    def _values(self, name: str, note_read: Callable[[int], None]) -> Iterator[Any]:
        if name in self._members:
            with zip_troubles(), zipfile.ZipFile(self._path) as archive, archive.open(self._members[name]) as unpacked:
                yield from JsonStream(unpacked, note_read).items()
