"""The folder in which attached files lie, each under the SHA-256 of its content. Blocking: not for the event loop."""
from __future__ import annotations

import os
import re
from collections.abc import Collection
from errno import ENOMEM
from pathlib import Path

from chat.conversation import new_id

DIGEST = re.compile(r'[0-9a-f]{64}')
MOST_HELD = 300 * 1024 * 1024
"""Bytes of files in memory."""
_in_memory: dict[Path, dict[str, bytes]] = {}
"""By folder: what is never written there. All who look into a folder see the same."""


class AttachmentFiles:
    """A name is only ever a digest, so that none can lead out of the folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / 'attachments'
        self.held = _in_memory.setdefault(self.folder.absolute(), {})
        """Files of temporary chats: content by digest, in memory only."""

    def path(self, digest: str) -> Path:
        """Raises FileNotFoundError for what is no digest."""
        if not DIGEST.fullmatch(digest):
            raise FileNotFoundError(digest[:80])
        return self.folder / digest

    def read(self, digest: str) -> bytes:
        """From memory or from the disk. Raises OSError."""
        held = self.held.get(digest)
        return self.path(digest).read_bytes() if held is None else held

    def find(self, digest: str) -> bytes | None:
        """None for a file that is not here any more."""
        try:
            return self.read(digest)
        except OSError:
            return None

    def size(self, digest: str) -> int | None:
        """Of a file on disk; None for one that is not here any more."""
        try:
            return self.path(digest).stat().st_size
        except OSError:
            return None

    def write(self, digest: str, data: bytes) -> None:
        """Whole or not at all; what is there already is the same. Raises OSError."""
        path = self.path(digest)
        if path.exists():
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f'{new_id()}.part')
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'wb') as file:
                file.write(data)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)

    def hold(self, digest: str, data: bytes) -> None:
        """In memory only, where there is no end to it but `MOST_HELD`. Raises OSError."""
        if digest not in self.held and sum(map(len, self.held.values())) + len(data) > MOST_HELD:
            raise OSError(ENOMEM, f'temporary chats hold {MOST_HELD // 1024 ** 2} MB of files in memory already')
        self.held[digest] = data

    def hold_only(self, digests: Collection[str]) -> None:
        for digest in set(self.held).difference(digests):
            del self.held[digest]

    def take_over(self, folder: Path) -> None:
        """Bring in the files that lie there under their digests, and leave them there: it may have to be done again. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in folder.iterdir():
            if not self.path(path.name).exists():
                try:
                    os.link(path, self.path(path.name))
                except OSError:  # not every file system has links
                    self.write(path.name, path.read_bytes())

    def keep_only(self, digests: Collection[str]) -> list[str]:
        """Delete all other files, and the leavings of writes that were broken off; what is not ours stays. Raises OSError."""
        if not self.folder.is_dir():
            return []
        ours = [path for path in self.folder.iterdir() if path.suffix == '.part' or DIGEST.fullmatch(path.name)]
        gone = [path for path in ours if path.name not in digests]
        for path in gone:
            path.unlink(missing_ok=True)
        return [path.name for path in gone]
