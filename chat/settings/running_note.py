"""Where the program that runs on a data folder can be reached: written at its start for other commands, gone at its end."""
from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from chat.conversation.json_object import fields_in
from chat.settings.private_files import write_private

FILE_NAME = 'running.json'


@dataclass(kw_only=True, slots=True, frozen=True)
class RunningNote:
    """It may be out of date after a crash: whether anybody runs on the folder is what the lock of the database says."""

    address: str = ''
    """As it is printed, without a path."""
    is_open: bool = False
    """Whether everybody is let in."""

    def leave(self, folder: Path) -> None:
        """Raises OSError."""
        write_private(folder / FILE_NAME, json.dumps(asdict(self)))

    @classmethod
    def found_in(cls, folder: Path) -> RunningNote | None:
        try:
            values = json.loads((folder / FILE_NAME).read_text(encoding='utf-8'))
        except (OSError, ValueError):
            return None
        return cls(**fields_in(values, cls)) if isinstance(values, dict) and isinstance(values.get('address'), str) else None

    @staticmethod
    def remove(folder: Path) -> None:
        with suppress(OSError):
            (folder / FILE_NAME).unlink()
