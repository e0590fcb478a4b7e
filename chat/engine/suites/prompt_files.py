"""Files of prompts between upload and start: kept in memory, read in a thread, dropped when others come."""
from __future__ import annotations

import asyncio
from dataclasses import dataclass

from chat.engine.expiring import ExpiringItems
from chat.exchange.incoming.prompt_file import Kind, PromptFile, PromptFileError, read_prompts

KEPT_FILES = 6
"""Of all tabs together; at 20 MB each, this bounds the memory."""
GONE = 'The file is no longer here; choose it again.'


@dataclass(kw_only=True, slots=True, frozen=True)
class UploadedFile:
    name: str
    data: bytes


class PromptFiles(ExpiringItems[UploadedFile]):
    def __init__(self) -> None:
        super().__init__(KEPT_FILES)

    async def read(self, key: str, kind: Kind, template: str) -> PromptFile:
        """Raises PromptFileError."""
        file = self.find(key)
        if file is None:
            raise PromptFileError(GONE)
        return await asyncio.to_thread(read_prompts, file.data, kind, template)
