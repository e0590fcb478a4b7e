"""What can go out, in which form, and what the file is called."""
from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from chat.conversation import Chat
from chat.exchange import native
from chat.exchange.fields import clean
from chat.exchange.files import Outgoing, digests_of
from chat.exchange.outgoing import csv_table, html_page, markdown_page
from chat.exchange.verdict import NONE, Votes

LEFT_OUT_NAME = 'Left out.txt'
PIECE = 64 * 1024
"""Characters of a page that are packed into a ZIP at once."""


class Write(Protocol):
    def __call__(self, chats: Iterable[Chat], votes: Votes = NONE, left_out: Sequence[str] = (),
                 files: Outgoing | None = None) -> Iterator[str]:
        """Any number of chats in one file; pages take one. Piece by piece, so that pictures never lie in memory all at once.

        `left_out` are the titles of blind comparisons that must not go out before their names are revealed, and may fill while `chats`
        is gone through; they are told at the end of the file. `files` are what is attached to the prompts.
        """


@dataclass(kw_only=True, slots=True, frozen=True)
class Format:
    name: str
    label: str
    media_type: str
    ending: str
    write: Write
    is_page: bool = False
    """One file a chat; several of them go into a ZIP."""


def _json(chats: Iterable[Chat], votes: Votes = NONE, left_out: Sequence[str] = (), files: Outgoing | None = None) -> Iterator[str]:
    digests: dict[str, None] = {}
    yield f'{{"format": {json.dumps(native.FORMAT)}, "version": {native.VERSION}, "chats": ['
    for number, chat in enumerate(chats):
        digests |= dict.fromkeys(digests_of(chat))
        yield f'{"," if number else ""}\n{native.line_of(chat, votes)}'
    yield '\n]'
    before = ', "files": ['
    for line in _files(digests, files):
        yield f'{before}\n'
        yield from line
        before = ','
    if before == ',':
        yield '\n]'
    if left_out:
        yield f', "left_out": {json.dumps(sentence_on(left_out), ensure_ascii=False)}'
    yield '}\n'


def _json_lines(chats: Iterable[Chat], votes: Votes = NONE, left_out: Sequence[str] = (), files: Outgoing | None = None) -> Iterator[str]:
    digests: dict[str, None] = {}
    for chat in chats:
        digests |= dict.fromkeys(digests_of(chat))
        yield f'{native.line_of(chat, votes)}\n'
    for line in _files(digests, files):
        yield from line
        yield '\n'
    if left_out:
        yield f'{json.dumps(native.note_values(sentence_on(left_out)), ensure_ascii=False)}\n'


def _files(digests: Iterable[str], files: Outgoing | None) -> Iterator[Iterator[str]]:
    """A line for each file that is still here."""
    for digest in digests if files else ():
        if files and (data := files.read(digest)) is not None:
            yield native.file_pieces(digest, data)


def _csv(chats: Iterable[Chat], votes: Votes = NONE, left_out: Sequence[str] = (), files: Outgoing | None = None) -> Iterator[str]:
    yield '\ufeff' + csv_table.header()  # without that mark spreadsheets take it for another encoding
    for chat in chats:
        yield csv_table.rows_of(chat, votes)
    if left_out:
        yield csv_table.note(sentence_on(left_out))


def _pages(page: Callable[[Chat, Votes, Outgoing], Iterator[str]]) -> Write:
    def write(chats: Iterable[Chat], votes: Votes = NONE, left_out: Sequence[str] = (), files: Outgoing | None = None) -> Iterator[str]:
        return (piece for chat in chats for piece in page(chat, votes, files or Outgoing()))
    return write


def sentence_on(left_out: Sequence[str]) -> str:
    """Why these chats are missing."""
    what = 'One blind comparison is' if len(left_out) == 1 else f'{len(left_out)} blind comparisons are'
    titles = ', '.join(f'“{clean(title) or "Untitled chat"}”' for title in left_out)
    return f'{what} left out, because names are hidden until the reveal: {titles}.'


FORMATS = {one.name: one for one in (
    Format(name='json', label='JSON', media_type='application/json', ending='json', write=_json),
    Format(name='jsonl', label='JSON Lines', media_type='application/x-ndjson', ending='jsonl', write=_json_lines),
    Format(name='csv', label='CSV', media_type='text/csv; charset=utf-8', ending='csv', write=_csv),
    Format(name='md', label='Markdown', media_type='text/markdown; charset=utf-8', ending='md', is_page=True,
           write=_pages(markdown_page.markdown_of)),
    Format(name='html', label='HTML', media_type='text/html; charset=utf-8', ending='html', is_page=True, write=_pages(html_page.html_of)),
)}
DEVICE = re.compile(r'(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?', re.IGNORECASE)
"""Names that are no files on Windows, whatever follows after a dot."""
LONGEST_NAME = 80
"""Characters of a title that go into the name of a file."""


def file_name(chat: Chat, ending: str) -> str:
    """The title as far as every file system takes it; never empty, never with a path in it."""
    return f'{safe_name(chat.title) or "chat"}.{ending}'


def safe_name(title: str) -> str:
    """Without what a path or Windows takes for something else."""
    words = re.sub(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"/\\|?*%]+', ' ', clean(title))
    name = ' '.join(words.split())[:LONGEST_NAME].strip(' .')
    return f'_{name}' if DEVICE.fullmatch(name) else name


def file_name_of_all(ending: str, now: float) -> str:
    return f'polylogue-{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}.{ending}'


def zipped(chats: Iterable[Chat], form: Format, votes: Votes = NONE, left_out: Sequence[str] = (),
           files: Outgoing | None = None) -> Iterator[bytes]:
    """A ZIP with a page for each chat and the pictures that pages link to, piece by piece; see `Write` for what is left out."""
    sink, used, packed = Sink(), set[str](), set[str]()
    files = files or Outgoing()
    with zipfile.ZipFile(sink, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # pictures gain nothing by more
        for chat in chats:
            name = f'{datetime.fromtimestamp(chat.created_at, UTC):%Y-%m-%d} {file_name(chat, form.ending)}'
            if name.lower() in used:
                name = f'{name.removesuffix(f".{form.ending}")} {chat.id[:8]}.{form.ending}'
            used.add(name.lower())
            files.linked = {}
            with archive.open(name, 'w', force_zip64=True) as page:
                for piece in encoded(form.write([chat], votes, files=files), PIECE):
                    page.write(piece)
                    yield sink.taken()
            for path, digest in files.linked.items():
                if path not in packed and (data := files.read(digest)) is not None:
                    archive.writestr(path, data, zipfile.ZIP_STORED)
                    packed.add(path)
                    yield sink.taken()
        if left_out:
            archive.writestr(LEFT_OUT_NAME, f'{sentence_on(left_out)}\n')
    yield sink.taken()


def encoded(pieces: Iterable[str], size: int) -> Iterator[bytes]:
    """As UTF-8, in pieces of about this many characters."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            yield ''.join(waiting).encode('utf-8', 'replace')
            waiting, length = [], 0
    yield ''.join(waiting).encode('utf-8', 'replace')


class Sink(io.RawIOBase):
    """Something to write a ZIP into that cannot go back, so that pieces can leave at once."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b''.join(self._pieces)
        self._pieces.clear()
        return data
