"""Writes all chats to stdout, from a process of its own: `python -m chat.engine.transfer.export_worker DATABASE FORMAT`.

Rendering ten thousand chats takes minutes of Python, which would hold up the event loop even from a thread. Blind comparisons are
left out before their reveal: any form of them would tell which lane is which, if only by its speed and cost. On stdin stands which
chats are left `without` (they are deleted, and only wait until that can't be undone any more), and which `only` are wanted (or null).
"""
from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Set
from pathlib import Path

from chat.conversation import Chat
from chat.engine.files.attachment_files import AttachmentFiles
from chat.exchange.files import Outgoing
from chat.exchange.outgoing.export import FORMATS, PIECE, encoded, zipped
from chat.store.loading import built_chat, read_chat, read_chats, summaries_from
from chat.store.reader import open_read_only
from chat.store.tables.vote_rows import read_votes


def main() -> int:
    form = FORMATS[sys.argv[2]]
    path = Path(sys.argv[1])
    left_out: list[str] = []
    choice = json.load(sys.stdin)
    only = None if choice['only'] is None else frozenset(choice['only'])
    chats = _chats(path, left_out, frozenset(choice['without']), only)
    votes = {vote.turn_id: vote for vote in read_votes(open_read_only(path))}
    files = Outgoing(read=AttachmentFiles(path.parent).find)
    pieces = zipped(chats, form, votes, left_out, files) if form.is_page else encoded(form.write(chats, votes, left_out, files), PIECE)
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever wanted it has gone
        return 1
    return 0


def _chats(path: Path, left_out: list[str], deleted: Set[str], only: Set[str] | None) -> Iterator[Chat]:
    """Newest first. One that is deleted meanwhile is left out; of one that is still blind only the title is choice, to `left_out`."""
    db = open_read_only(path)
    for summary in summaries_from(read_chats(db)):
        is_wanted = summary.id not in deleted and (only is None or summary.id in only)
        chat = built_chat(read_chat(db, summary.id)) if is_wanted else None
        if chat and chat.is_blind:
            left_out.append(chat.title)
        elif chat:
            yield chat


if __name__ == '__main__':
    sys.exit(main())
