"""Writes all chats to stdout, from a process of its own: `python -m chat.engine.export_worker DATABASE FORMAT`.

Rendering ten thousand chats takes minutes of Python, which would hold up the event loop even from a thread.
"""
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from chat.conversation import Chat
from chat.exchange.export import FORMATS, zipped
from chat.store.loading import built_chat, read_chat, read_chats, summaries_from
from chat.store.reader import open_read_only


def main() -> int:
    form = FORMATS[sys.argv[2]]
    chats = _chats(Path(sys.argv[1]))
    pieces = zipped(chats, form) if form.is_page else (text.encode('utf-8', 'replace') for text in form.write(chats))
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever wanted it has gone
        return 1
    return 0


def _chats(path: Path) -> Iterator[Chat]:
    """Newest first. One that is deleted meanwhile is left out."""
    db = open_read_only(path)
    for summary in summaries_from(read_chats(db)):
        if chat := built_chat(read_chat(db, summary.id)):
            yield chat


if __name__ == '__main__':
    sys.exit(main())
