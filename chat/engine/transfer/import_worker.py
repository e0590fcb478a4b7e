"""Reads an export in a process of its own (`python -m chat.engine.import_worker SOURCE STAGING FILES DATA`) and prepares its chats for
the store, in the database STAGING and, what is attached to them, in the folder FILES. DATA is the app's own folder.

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
from chat.engine.memory_limit import limit_memory
from chat.engine.transfer.import_files import ImportFiles
from chat.engine.transfer.import_names import tidy_names
from chat.engine.transfer.import_state import MOST_NAMED
from chat.exchange import native
from chat.exchange.fields import Unreadable, Values
from chat.exchange.incoming.json_stream import Broken
from chat.exchange.incoming.sources import (
    NO_EXPORT,
    POLYLOGUE,
    Source,
    is_database,
    items_in,
    listed,
    other_files,
    size_of,
    source_of,
    title_of,
)
from chat.store.opening import StoreError
from chat.store.transfer.foreign import llm_conversations
from chat.store.transfer.staging import Staging

MOST_MEMORY = 4 << 30
"""Bytes of address space: a file that is made to swallow all memory must not take the app with it."""
TOO_MUCH = 'This file needs more memory to be read than an import may have; export fewer chats at once.'
LOST_FILES = 'attached files that are not in this file'
TELL_EVERY = 0.1
"""Seconds between two lines about the progress."""


def main() -> int:
    threading.Thread(target=_leave_with_the_app, daemon=True).start()
    limit_memory(MOST_MEMORY)
    source, staging, folder, data_dir = (Path(argument) for argument in sys.argv[1:])
    Reading(source, staging, ImportFiles(folder, data_dir, source)).run()
    return 0


def _leave_with_the_app() -> None:
    """Read without Python's buffer: its lock, held by this thread for ever, would make the interpreter abort at its own end."""
    while os.read(0, 1):
        pass
    os._exit(1)


class Reading:
    def __init__(self, path: Path, staging: Path, files: ImportFiles) -> None:
        self._path = path
        self._staging = Staging(staging)
        self._files = files
        self._attached: dict[str, Attachment] = {}
        """What the chats have, by digest; without its text."""
        self._ids: set[str] = set()
        self._sources: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._refused: list[tuple[str, str]] = []
        self._refused_count = 0
        self._twice = 0
        self._size = self._done = 0
        self._told_at = 0.0

    def run(self) -> None:
        """Every outcome is told; `sentence` is what is wrong with the file, `chats` then counts the whole ones before the trouble."""
        sentence = None
        try:
            self._size = size_of(self._path)
            for item in self._items():
                self._take(item)
            count, names = other_files(self._path)
            self._left_out[f'other files in the ZIP ({names})'] += count
            for what, pdfs in self._files.pdfs.items():
                self._left_out[f'{what} ({listed([*pdfs.values()])})'] += len(pdfs)
        except (Unreadable, Broken, StoreError) as error:
            sentence = str(error)
        except MemoryError:
            sentence = TOO_MUCH
        except OSError as error:
            sentence = f'The file cannot be read ({error.strerror or error}).'
        self._left_out[LOST_FILES] += self._files.settle(self._attached.values())
        sentence = self._close() or sentence
        if sentence is None and not self._ids and not self._refused_count:
            sentence = 'There are no chats in this file.'
        elif sentence is None and not self._sources:
            sentence = NO_EXPORT
        self._tell(is_done=True, sentence=sentence, refused=self._refused, refused_count=self._refused_count, twice=self._twice,
                   left_out={what: count for what, count in self._left_out.items() if count})

    def _close(self) -> str | None:
        try:
            self._staging.close()
        except StoreError as error:
            self._ids.clear()
            return str(error)
        return None

    def _items(self) -> Iterator[Any]:
        if not is_database(self._path):
            yield from items_in(self._path, self._note_read)
            return
        for number, conversation in enumerate(llm_conversations(self._path)):
            self._note_read(min(1 + number, self._size - self._done))
            yield conversation

    def _take(self, item: Any) -> None:
        if native.is_note(item):
            return None
        if native.is_file(item):
            return self._take_file(item)
        source = source_of(item)
        if source is None:
            return self._refuse(item, 'is no chat of a program that is known here')
        self._sources[source.name] += 1
        left_out: Counter[str] = Counter()
        chat = self._attempt(item, lambda: self._prepared(source, item, left_out))
        if chat and chat.id in self._ids:
            self._twice += 1
        elif chat:
            self._ids.add(chat.id)
            self._left_out += left_out
            self._attached |= {one.digest: replace(one, text=one.text and '…') for turn in chat.turns.values() for one in turn.attachments}
        return None

    def _take_file(self, item: Values) -> None:
        """One that is damaged will be missed in the end, and counted then."""
        try:
            self._files.take(item)
        except Unreadable as error:
            self._left_out[f'file that {error}'] += 1

    def _prepared(self, source: Source, item: Any, left_out: Counter[str]) -> Chat:
        chat = source.convert(item, left_out, self._files)
        tidy_names(chat, left_out)
        votes = native.votes_from(item, chat) if source is POLYLOGUE else []
        if chat.id not in self._ids:
            self._staging.add(chat, votes)
        return chat

    def _attempt(self, item: Any, step: Callable[[], Chat]) -> Chat | None:
        try:
            return step()
        except Unreadable as error:
            self._refuse(item, str(error))
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            missing = f': “{error.args[0]}” is missing' if isinstance(error, KeyError) and error.args else ''
            self._refuse(item, f'has a shape that is not understood{missing}')
        return None

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
