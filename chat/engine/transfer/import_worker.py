"""Reads an export in a process of its own (`python -m chat.engine.transfer.import_worker SOURCE STAGING FILES DATA`) and prepares its
chats for the store, in the database STAGING and, what is attached to them, in the folder FILES. DATA is the app's own folder.

Hundreds of megabytes of JSON would hold up the event loop even from a thread. What happens is told in lines of JSON on stdout; when
stdin ends, the app has gone and so does this process.
"""
from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from chat.conversation import Attachment, Chat
from chat.conversation.json_object import JsonObject
from chat.engine.files.file_check import LARGEST
from chat.engine.memory_limit import limit_memory
from chat.engine.transfer.import_files import ImportFiles
from chat.engine.transfer.import_names import tidy_names
from chat.engine.transfer.import_state import MOST_NAMED
from chat.engine.transfer.move_rows import MoveRows
from chat.exchange import native
from chat.exchange.fields import Empty, Unreadable, clean
from chat.exchange.incoming.export_files import MOST_LISTED, NO_EXPORT, is_database, items_in, listed, other_files, size_of
from chat.exchange.incoming.gathering import ChatCollector
from chat.exchange.incoming.json_stream import Broken, Surroundings
from chat.exchange.incoming.move_file import MoveFile
from chat.exchange.incoming.sources import LLM, OPEN_WEBUI, POLYLOGUE, ImportSource, is_shell, source_of, stranger_name, title_of
from chat.store.opening import StoreError
from chat.store.transfer.foreign import ForeignDatabase
from chat.store.transfer.staging import Staging

MOST_MEMORY = 4 << 30
"""Bytes of address space: a file that is made to swallow all memory must not take the app with it."""
TOO_MUCH = 'Reading this file takes more memory than an import may use; export fewer chats at once.'
DEEPEST = 20_000
"""How deep JSON may be nested: some programs put each message into the one before it."""
STACK = 256 << 20
"""Bytes; a thread of its own has as much as that depth may take."""
BY_MAKER = {'llm': LLM, 'Open WebUI': OPEN_WEBUI}
LOST_FILES = 'attached files that are not in this file'
TELL_EVERY = 0.1
"""Seconds between two lines about the progress."""


def main() -> int:
    threading.Thread(target=_leave_with_the_app, daemon=True).start()
    limit_memory(MOST_MEMORY)
    source, staging, folder, data_dir = (Path(argument) for argument in sys.argv[1:])
    threading.stack_size(STACK)
    sys.setrecursionlimit(DEEPEST)
    reading = threading.Thread(target=lambda: ImportRun(source, staging, ImportFiles(folder, data_dir, source)).run())
    reading.start()
    reading.join()
    return 0


def _leave_with_the_app() -> None:
    """Read without Python's buffer: its lock, held by this thread for ever, would make the interpreter abort at its own end."""
    while os.read(0, 1):
        pass
    os._exit(1)


class ImportRun:
    def __init__(self, path: Path, staging: Path, files: ImportFiles) -> None:
        self._path = path
        self._staging = Staging(staging)
        self._files = files
        self._attached: dict[str, Attachment] = {}
        """What the chats have, by digest; without its text."""
        self._chat_with: dict[str, str] = {}
        """A chat that has the file of this digest."""
        self._ids: set[str] = set()
        self._sources: Counter[str] = Counter()
        self._beside: Counter[str] = Counter()
        """What is in the file and belongs to none of its chats."""
        self._refused: list[tuple[str, str]] = []
        self._refused_count = 0
        self._move: MoveFile | None = None
        """The file, if everything is moved with it."""
        self._twice = self._empty = 0
        self._strangers: list[str] = []
        """What entries of the file that are no chats at all are called; the first of them."""
        self._strange_count = 0
        self._remarks: list[str] = []
        self._size = self._done = 0
        self._told_at = 0.0

    def run(self) -> None:
        """Every outcome is told; `sentence` is what is wrong with the file, `chats` then counts the whole ones before the trouble."""
        sentence = None
        try:
            self._move = MoveFile(self._path) if MoveFile.is_one(self._path) else None
            self._size = self._move.size if self._move else size_of(self._path)
            for source, item in self._items():
                self._take(source, item)
            self._take_rest(self._move)
            for what, pdfs in self._files.pdfs.items():
                self._beside[f'{what} ({listed([*pdfs.values()])})'] += len(pdfs)
        except (Unreadable, Broken, StoreError) as error:
            sentence = str(error)
        except MemoryError:
            sentence = TOO_MUCH
        except OSError as error:
            sentence = f'The file cannot be read ({error.strerror or error}).'
        for digest in self._files.settle(self._attached.values()):
            self._staging.note_left_out(self._chat_with[digest], LOST_FILES, 1)
        sentence = self._close() or sentence or self._what_is_missing()
        self._beside[f'entries that are no chats ({listed(self._strangers)})'] += self._strange_count
        self._tell(is_done=True, sentence=sentence, refused=self._refused, refused_count=self._refused_count, twice=self._twice,
                   empty=self._empty, remarks=self._remarks, beside=dict(+self._beside),
                   settings=self._move.settings if self._move else None)

    def _take_rest(self, move: MoveFile | None) -> None:
        """What a file has beside its chats."""
        if move is None:
            count, names = other_files(self._path)
            self._beside[f'other files in the ZIP ({names})'] += count
            return
        rows = MoveRows()
        for line in move.lines(self._note_read):
            try:
                self._staging.add_row(rows.row_of(line))
            except (Unreadable, TypeError, ValueError, OverflowError, AttributeError) as error:
                self._beside[f'entry that {error}' if isinstance(error, Unreadable) else 'entries that are not understood'] += 1
        for digest, data in move.files(LARGEST):
            try:
                self._files.put(digest, data)
            except Unreadable as error:
                self._beside[f'file that {error}'] += 1

    def _what_is_missing(self) -> str | None:
        """Why nothing comes out of a file that could be read."""
        if self._ids or self._refused_count or self._move:
            return None
        if not self._sources:
            return NO_EXPORT if self._strange_count or self._empty else 'There are no chats in this file.'
        return 'The chats in this file are empty: nothing was ever said in them.'

    def _close(self) -> str | None:
        try:
            self._staging.close()
        except StoreError as error:
            self._ids.clear()
            return str(error)
        return None

    def _items(self) -> Iterator[tuple[ImportSource | None, Any]]:
        if is_database(self._path):
            database = ForeignDatabase(self._path)
            for number, (maker, item) in enumerate(database.chats()):
                self._note_read(min(1 + number, self._size - self._done))
                yield BY_MAKER[maker], item
            self._remarks += database.remarks
            return
        gathering = ChatCollector(self._move.chats(self._note_read) if self._move else items_in(self._path, self._note_read))
        yield from ((source_of(item), item) for item in gathering.chats())
        self._remarks += gathering.remarks

    def _take(self, source: ImportSource | None, item: Any) -> None:
        if native.is_note(item):
            self._remarks.append(native.sentence_in(item))
        elif isinstance(item, Surroundings):
            for name, value in item.items():
                found = len(value) if isinstance(value, list | dict) else 0
                self._beside[f'things beside the chats (“{clean(name)[:40]}”)'] += found
        elif native.is_file(item):
            self._take_file(item)
        elif source is None:
            self._pass_over(item)
        else:
            self._take_chat(source, item)

    def _pass_over(self, item: Any) -> None:
        if is_shell(item):
            self._empty += 1
            return
        self._strange_count += 1
        if len(self._strangers) <= MOST_LISTED:
            self._strangers.append(stranger_name(item))

    def _take_chat(self, source: ImportSource, item: JsonObject) -> None:
        self._sources[source.name] += 1
        left_out: Counter[str] = Counter()
        chat = self._attempt(item, left_out, lambda: self._prepared(source, item, left_out))
        if chat and chat.id in self._ids:
            self._twice += 1
        elif chat:
            self._ids.add(chat.id)
            attached = {one.digest: replace(one, text=one.text and '…') for turn in chat.turns.values() for one in turn.attachments}
            attached |= {one.digest: one for turn in chat.turns.values() for reply in turn.all_replies() for one in reply.pictures}
            self._attached |= attached
            self._chat_with |= dict.fromkeys(attached, chat.id)

    def _take_file(self, item: JsonObject) -> None:
        """One that is damaged will be missed in the end, and counted then."""
        try:
            self._files.take(item)
        except Unreadable as error:
            self._beside[f'file that {error}'] += 1

    def _prepared(self, source: ImportSource, item: Any, left_out: Counter[str]) -> Chat:
        chat = source.convert(item, left_out, self._files)
        tidy_names(chat, left_out)
        votes = native.votes_from(item, chat) if source is POLYLOGUE else []
        if chat.id not in self._ids:
            self._staging.add(chat, votes, left_out)
        return chat

    def _attempt(self, item: Any, left_out: Counter[str], step: Callable[[], Chat]) -> Chat | None:
        try:
            return step()
        except Empty:
            self._note_empty(item, left_out)
        except Unreadable as error:
            self._refuse(item, str(error))
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            missing = f': “{error.args[0]}” is missing' if isinstance(error, KeyError) and error.args else ''
            self._refuse(item, f'has a shape that is not understood{missing}')
        return None

    def _note_empty(self, item: Any, left_out: Counter[str]) -> None:
        """Unless there was something in it that is not understood."""
        missed = ', '.join(f'{count:,} × {what}' for what, count in (+left_out).items())
        if missed:
            self._refuse(item, f'holds nothing that can be taken ({missed})')
        else:
            self._empty += 1

    def _refuse(self, item: Any, reason: str) -> None:
        self._refused_count += 1
        if len(self._refused) < MOST_NAMED:
            self._refused.append((title_of(item), reason))

    def _note_read(self, size: int) -> None:
        self._done += size
        if time.monotonic() - self._told_at > TELL_EVERY:
            self._told_at = time.monotonic()
            self._tell(is_done=False)

    def _tell(self, **more: Any) -> None:
        names = ' and '.join(self._sources)
        share = min(1.0, self._done / max(self._size, 1))
        print(json.dumps({'share': share, 'chats': len(self._ids), 'source': names, **more}), flush=True)


if __name__ == '__main__':
    sys.exit(main())
