"""The folder in which attached files lie, each under the SHA-256 of its content. Blocking: not for the event loop."""
from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from chat.conversation import new_id

DIGEST = re.compile(r'[0-9a-f]{64}')


class AttachmentFiles:
    """A name is only ever a digest, so that none can lead out of the folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / 'attachments'

    def path(self, digest: str) -> Path:
        """Raises FileNotFoundError for what is no digest."""
        if not DIGEST.fullmatch(digest):
            raise FileNotFoundError(digest[:80])
        return self.folder / digest

    def read(self, digest: str) -> bytes:
        """Raises OSError."""
        return self.path(digest).read_bytes()

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

    def keep_only(self, digests: Collection[str]) -> list[str]:
        """Delete all other files, and the leavings of writes that were broken off; what is not ours stays. Raises OSError."""
        if not self.folder.is_dir():
            return []
        ours = [path for path in self.folder.iterdir() if path.suffix == '.part' or DIGEST.fullmatch(path.name)]
        gone = [path for path in ours if path.name not in digests]
        for path in gone:
            path.unlink(missing_ok=True)
        return [path.name for path in gone]
