"""The text of a PDF, read by `pdf_worker` in a process of its own: one that takes too long or too much memory is ended."""
from __future__ import annotations

import asyncio
import json
import math
import signal
import sys

from chat.engine.worker import start_worker

SECONDS = 30.0
"""How long reading may keep a processor busy."""
WAIT = 10
"""Times as long it may take in all: on a busy machine the worker stands behind everything else."""
AT_ONCE = 2
"""Files read at the same time; the others wait."""


class PdfError(Exception):
    """Why no text came out, as the rest of a sentence that begins with the file's name."""


class PdfReader:
    """Reads PDFs, a few at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def text(self, data: bytes) -> tuple[str, str]:
        """The text of all pages, and what is missing of it, as the rest of a sentence. Raises PdfError."""
        async with self._slots:
            return _understood(await self._asked(data))

    async def _asked(self, data: bytes) -> bytes:
        process = await start_worker('chat.engine.files.pdf_worker', str(math.ceil(self.seconds)))
        try:
            async with asyncio.timeout(self.seconds * WAIT):
                told = (await process.communicate(data))[0]
        except TimeoutError:
            raise self._too_long() from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if sys.platform != 'win32' and process.returncode == -signal.SIGXCPU:
            raise self._too_long()
        return told

    def _too_long(self) -> PdfError:
        return PdfError(f'could not be read within {self.seconds:.0f} seconds; save its text as a file of its own')


def _understood(output: bytes) -> tuple[str, str]:
    try:
        answer = json.loads(output)
    except ValueError:
        raise PdfError('could not be read: it is damaged or too large') from None
    if problem := answer.get('problem'):
        raise PdfError(str(problem))
    return str(answer['text']), str(answer.get('remark', ''))
