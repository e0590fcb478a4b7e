"""Writes everything that is to be moved to another computer to stdout, as a ZIP, from a process of its own:
`python -m chat.engine.transfer.move_worker DATABASE`.

On stdin stands which chats are left `without` (they are deleted, and only wait until that can't be undone any more), and the `settings`,
without keys: this process never sees one. Blind comparisons are in it, hidden as they are: it is their owner's own file.
"""
from __future__ import annotations

import json
import sys
import time
import zipfile
from collections.abc import Iterator, Set
from dataclasses import asdict
from pathlib import Path

from chat.conversation.json_object import JsonObject
from chat.engine.files.attachment_files import AttachmentFiles
from chat.exchange import moving
from chat.exchange.files import digests_of
from chat.exchange.outgoing.export import PIECE, Sink, encoded
from chat.store.loading import built_chat, read_chat, read_chats, summaries_from
from chat.store.reader import open_read_only
from chat.store.tables.library import entries_in
from chat.store.tables.spending import read_all_spending
from chat.store.tables.suites import rows_in, suites_in
from chat.store.tables.vote_rows import read_votes


def main() -> int:
    choice = json.load(sys.stdin)
    move = Move(Path(sys.argv[1]), frozenset(choice['without']))
    try:
        for piece in move.pieces(choice['settings']):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever wanted it has gone
        return 1
    return 0


class Move:
    def __init__(self, path: Path, without: Set[str]) -> None:
        self._db = open_read_only(path)
        self._files = AttachmentFiles(path.parent)
        self._without = without
        self._chats: set[str] = set()
        """Ids of those that are in it."""
        self._digests: dict[str, None] = {}

    def pieces(self, settings: JsonObject) -> Iterator[bytes]:
        """The ZIP, piece by piece."""
        sink = Sink()
        with zipfile.ZipFile(sink, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(moving.MANIFEST, moving.manifest(settings, time.time()))
            for name, lines in ((moving.CHATS, self._chat_lines()), (moving.LIBRARY, self._library_lines()),
                                (moving.SUITES, self._suite_lines())):
                with archive.open(name, 'w', force_zip64=True) as member:
                    for piece in encoded((f'{line}\n' for line in lines), PIECE):
                        member.write(piece)
                        yield sink.taken()
            for digest in self._digests:
                if (data := self._files.find(digest)) is not None:
                    archive.writestr(f'{moving.FILES}{digest}', data, zipfile.ZIP_STORED)
                    yield sink.taken()
        yield sink.taken()

    def _chat_lines(self) -> Iterator[str]:
        votes = {vote.turn_id: vote for vote in read_votes(self._db)}
        for summary in summaries_from(read_chats(self._db)):
            chat = built_chat(read_chat(self._db, summary.id)) if summary.id not in self._without else None
            if chat:
                self._chats.add(chat.id)
                self._digests |= dict.fromkeys(digests_of(chat))
                yield moving.chat_line(chat, votes)

    def _library_lines(self) -> Iterator[str]:
        """After the chats: whose votes are left is known only then."""
        personas, prompts = entries_in(self._db)
        yield from (moving.line('persona', asdict(one)) for one in personas)
        yield from (moving.line('prompt', asdict(one)) for one in prompts)
        yield from (moving.line('spending', asdict(one)) for one in read_all_spending(self._db))
        yield from (moving.vote_line(vote) for vote in read_votes(self._db)
                    if vote.chat_id not in self._chats and vote.chat_id not in self._without)

    def _suite_lines(self) -> Iterator[str]:
        for suite in suites_in(self._db):
            yield moving.suite_line(suite.id, suite.title, suite.lanes, suite.count, suite.created_at, suite.run_seconds)
            for row in rows_in(self._db, suite.id):
                yield moving.line('suite_prompt', {'suite': suite.id, 'number': row.number, 'prompt': row.prompt})
                yield from (moving.cell_line(suite.id, row.number, reply) for reply in row.replies.values())


if __name__ == '__main__':
    sys.exit(main())
