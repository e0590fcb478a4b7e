"""Files of prompts between upload and start: kept in memory, read in a thread, dropped when others come."""
from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from chat.conversation import new_id
from chat.exchange.incoming.prompt_file import Kind, PromptFile, PromptFileError, read_prompts

KEPT_FILES = 6
"""Of all tabs together; at 20 MB each, this bounds the memory."""
GONE = 'The file is not here any more; choose it again.'


@dataclass(kw_only=True, slots=True, frozen=True)
class UploadedFile:
    name: str
    data: bytes


class PromptFiles:
    def __init__(self) -> None:
        self._files: OrderedDict[str, UploadedFile] = OrderedDict()

    def put(self, name: str, data: bytes) -> str:
        key = new_id()
        self._files[key] = UploadedFile(name=name, data=data)
        while len(self._files) > KEPT_FILES:
            self._files.popitem(last=False)
        return key

    async def read(self, key: str, kind: Kind, template: str) -> PromptFile:
        """Raises PromptFileError."""
        file = self._files.get(key)
        if file is None:
            raise PromptFileError(GONE)
        self._files.move_to_end(key)
        return await asyncio.to_thread(read_prompts, file.data, kind, template)
