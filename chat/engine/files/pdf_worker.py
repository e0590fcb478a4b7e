"""Reads the text out of one PDF (`python -m chat.engine.files.pdf_worker SECONDS`; the file on stdin, JSON on stdout).

A PDF can keep a parser busy for ever or make it swallow all memory: a process can be ended, a thread cannot.
"""
from __future__ import annotations

import io
import json
import logging
import sys

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from chat.engine.memory_limit import limit_memory, limit_work

MOST_MEMORY = 1536 * 1024 ** 2
"""Bytes of address space."""
MOST_CHARACTERS = 4_000_000
UNREADABLE = (PyPdfError, ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, ArithmeticError,
              NotImplementedError, OSError, MemoryError)
"""What pypdf stumbles over in damaged files, going by its own issues."""


def main() -> int:
    limit_memory(MOST_MEMORY)
    limit_work(int(sys.argv[1]))
    logging.disable()
    json.dump(answer_for(sys.stdin.buffer.read()), sys.stdout)
    return 0


def answer_for(data: bytes) -> dict[str, str]:
    """{"text": …, "remark": …}, or {"problem": …}; remark and problem are the rest of a sentence that begins with the file's name."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(''):
            return {'problem': 'is locked with a password; save it without one'}
        text, remark = _text_in(reader)
    except UNREADABLE as error:
        return {'problem': f'could not be read: it is damaged ({type(error).__name__})'}
    if not text:
        return {'problem': 'has no text in it, only pictures of pages (a scan); attach the pages as pictures instead'}
    return {'text': text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace'), 'remark': remark}


def _text_in(reader: PdfReader) -> tuple[str, str]:
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(page.extract_text().strip())
        length += len(pages[-1])
        if length > MOST_CHARACTERS:
            break
    count = len(reader.pages)
    remark = f'is very long: only the first {len(pages):,} of its {count:,} pages are sent' if len(pages) < count else ''
    return '\n\n'.join(filter(None, pages)).replace('\0', ''), remark


if __name__ == '__main__':
    sys.exit(main())
