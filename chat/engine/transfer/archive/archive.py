"""The file of a backup: a ZIP with a database, the attached files, the settings and a word about them, and nothing else."""
from __future__ import annotations

import re
from dataclasses import dataclass

FORMAT = 1
"""A program that knows no higher one refuses the file."""
MANIFEST, DATABASE, SETTINGS, ATTACHMENTS = 'backup.json', 'chats.db', 'config.toml', 'attachments'
NAMES = re.compile(rf'{re.escape(MANIFEST)}|{re.escape(DATABASE)}|{re.escape(SETTINGS)}|{ATTACHMENTS}/[0-9a-f]{{64}}')
"""All that a backup may hold: none of them leads out of a folder."""
LARGEST_TEXT = 4_000_000
"""Bytes of the manifest and of the settings."""


class ArchiveError(Exception):
    """Why a backup cannot be written or taken, in one sentence."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Contents:
    made_at: str
    """Local time with its offset, ISO 8601."""
    chats: int
    attachments: int
    left_out: tuple[str, ...] = ()
    """Attached files that were damaged already when the backup was made, by their names in the folder; and settings, in words."""
    has_keys: bool = False
