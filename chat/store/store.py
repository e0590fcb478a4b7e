"""Where chats are stored: writes return at once and are done by a writer thread; reads already see them."""
from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from chat.conversation import Chat, Reply, Turn
from chat.conversation.watchers import Watchers
from chat.store.checkpoints import Checkpoints
from chat.store.loading import ChatSummary, ReadOverlay, Tables, built_chat, read_chat, read_chats, read_draft, summaries_from
from chat.store.opening import OpenDatabase, StoreError, open_database
from chat.store.reader import Reader, Result
from chat.store.rescue.check import check
from chat.store.rescue.damage import advice
from chat.store.rows import Row, chat_row, draft_row, turn_row
from chat.store.search.search import Hit, search
from chat.store.transfer.copying import copy_database
from chat.store.transfer.staging import TakenOver, take_over
from chat.store.writer import BEHIND_AFTER, Writer

__all__ = ['ChatSummary', 'Hit', 'Store', 'StoreError']

log = logging.getLogger(__name__)

NOT_SAVED = 'Not saved yet: the disk is not accepting writes. Retrying.'


class Store:
    """One SQLite file. The event loop is never blocked: a save takes references and returns, everything else is awaited.

    All methods are for the event loop's thread; deleting is final, and search finds what is on disk.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self.watchers: Watchers[()] = Watchers()
        """Called on the event loop when `is_behind` or `trouble` has changed."""
        self.deletion_watchers: Watchers[str] = Watchers()
        """Called with the id of a chat or a turn that is deleted."""
        self._clock = clock
        self._gone: set[str] = set()
        """Ids of deleted chats, turns and replies: a late save must not bring them back."""
        self._temporary: set[str] = set()
        self._checkpoints = Checkpoints()
        self._readings: list[ReadOverlay] = []
        self._reported_trouble = ''
        self._remark = ''
        """What has happened to the file since the start."""
        self._is_closed = False
        self._alarm: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Before serving. Raises StoreError with one sentence."""
        self._opened: OpenDatabase = open_database(self.path)
        self._writer = Writer(self._opened, on_change=self._tell_loop, on_move=self._note_move)
        self._reader = Reader(self.path, 'store-reader')
        self._searcher = Reader(self.path, 'store-searcher')
        self._writer.start()

    # writing: returns at once, what is saved is the state of this moment

    def save_chat(self, chat: Chat) -> None:
        """Without its turns. Nothing of a temporary chat is written, and what had been written before is deleted."""
        if not chat.temporary:
            self._temporary.discard(chat.id)
            self._save(chat_row(chat))
        elif chat.id not in self._temporary:
            self._temporary.add(chat.id)
            self._add(Row(table='chats', id=chat.id, chat_id=chat.id))

    def save_turn(self, turn: Turn) -> None:
        """Without its replies."""
        self._save(turn_row(turn))

    def save_whole_turn(self, turn: Turn) -> None:
        """With all its replies."""
        self.save_turn(turn)
        for reply in turn.all_replies():
            self.save_reply(reply, turn.chat_id)

    def save_reply(self, reply: Reply, chat_id: str) -> None:
        """Cheap enough for a checkpoint of 200 growing replies every second: of a long one only what is new is written."""
        self._save(self._checkpoints.row(reply, chat_id, self._clock()))

    def save_whole_chat(self, chat: Chat) -> None:
        """The chat with all its turns and replies (a fork, an import, a temporary chat that is kept after all)."""
        self.save_chat(chat)
        for turn in chat.turns.values():
            self.save_whole_turn(turn)

    def save_draft(self, key: str, text: str) -> None:
        """What stands in a composer; `key` is a chat's id or a page's name."""
        self._save(draft_row(key, text))

    def delete_chat(self, chat_id: str) -> None:
        """With all that belongs to it, for good: later saves of its rows are dropped."""
        self._delete(Row(table='chats', id=chat_id, chat_id=chat_id))

    def delete_turn(self, turn_id: str, chat_id: str = '') -> None:
        """With its replies, for good."""
        self._delete(Row(table='turns', id=turn_id, turn_id=turn_id, chat_id=chat_id))

    def has_pending(self, chat_id: str) -> bool:
        """Whether something of this chat is not on disk yet."""
        return any(row.chat_id == chat_id for row in self._writer.rows())

    @property
    def backlog(self) -> int:
        """Rows that wait to be written."""
        return len(self._writer.rows())

    @property
    def is_behind(self) -> bool:
        """"Not saved yet": a write has failed, or has waited for more than two seconds."""
        return self._writer.is_behind

    @property
    def problem(self) -> str | None:
        """What the database said when the last write failed."""
        return self._writer.problem

    @property
    def is_damaged(self) -> bool:
        """Whether a part of it cannot be read or written, and retrying will not help."""
        return self._writer.is_damaged

    @property
    def trouble(self) -> str:
        """A sentence for the user while something is wrong with the disk or the file; else ''."""
        if self._writer.is_damaged:
            return f'{self.path.name} is damaged: not everything can be saved. Export what you need on the Data page. {advice(self.path)}'
        if self._writer.is_lost:
            return f'{self.path.name} was removed from {self.path.parent} and cannot be written there again yet. Retrying.'
        return NOT_SAVED if self.is_behind else self._remark

    # reading: in other threads, never waiting for the writer

    async def load_chat(self, chat_id: str) -> Chat | None:
        """With all turns and replies, saved or still waiting to be saved. Raises StoreError."""
        with self._reading() as reading:
            tables = await self._read(self._reader, lambda db: read_chat(db, chat_id))
            waiting = reading.copy()
        return await asyncio.to_thread(lambda: built_chat(waiting.laid_over(tables, chat_id)))

    async def list_chats(self) -> list[ChatSummary]:
        """All, newest first. Raises StoreError."""
        with self._reading() as reading:
            tables = await self._read(self._searcher, read_chats)
            waiting = reading.copy()
        return await asyncio.to_thread(lambda: summaries_from(waiting.laid_over(tables)))

    async def load_draft(self, key: str) -> str:
        """Empty if there is none. Raises StoreError."""
        with self._reading() as reading:
            tables = await self._read(self._reader, lambda db: read_draft(db, key))
            draft = reading.laid_over(tables)['drafts'].get(key)
        return draft['text'] if draft else ''

    async def read(self, read: Callable[[Database], Result]) -> Result:
        """What `read` finds on disk, in the thread that searches. Raises StoreError."""
        return await self._read(self._searcher, read)

    async def search(self, query: str, limit: int = 50) -> list[Hit]:
        """Searches titles, prompts and ended replies, best hits first; see `search.query` for the syntax. Raises StoreError."""
        return await self._read(self._searcher, lambda db: search(db, query, limit))

    # what other parts keep in tables of their own

    def save_row(self, row: Row) -> None:
        """Insert or update by its `id`, as everything is saved: at once, in the background. `chat_id` is whom it belongs to."""
        self._save(row)

    def delete_row(self, row: Row) -> None:
        """For good; later saves of rows that belong to it are dropped."""
        self._delete(row)

    async def write(self, job: Callable[[Database], None], *, patience: float | None = None) -> None:
        """Something larger, on the connection that writes; it minds its own transaction. Raises StoreError.

        It comes after all rows that wait; with `patience` it is given up when they have not gone through after so many seconds.
        """
        if self._is_closed:
            raise StoreError(f'{self.path} has been closed.')
        future = self._writer.do(job)
        waiting = asyncio.wrap_future(future)
        await asyncio.wait([waiting], timeout=patience)
        if not waiting.done() and future.cancel():  # wait for a job that has begun: it may still succeed
            raise StoreError(f'This could not be saved ({self.problem or "the disk takes too long"}).')
        try:
            await waiting
        except sqlite3.Error as error:
            raise StoreError(f'This could not be saved ({error}).') from error

    async def read_laid_over(self, read: Callable[[Database], Tables], owner: str | None = None) -> Tables:
        """What `read` finds, as it will be when everything of `owner` (a row's `chat_id`) is written. Raises StoreError."""
        with self._reading() as reading:
            tables = await self._read(self._reader, read)
            return reading.laid_over(tables, owner)

    async def take_over(self, staging: Path, after: int) -> TakenOver:
        """Copy some of the chats that were prepared there (see `transfer.staging`), each whole or not at all. Raises StoreError."""
        if self._is_closed:
            raise StoreError(f'{self.path} has been closed.')
        gone = frozenset(self._gone)
        try:
            taken = await asyncio.wrap_future(self._writer.do(lambda db: take_over(db, staging, after, gone)))
        except sqlite3.Error as error:
            raise StoreError(f'The chats could not be saved ({error}).') from error
        self._gone -= taken.revived
        return taken

    # the end

    async def check(self) -> None:
        """Look for damage in a separate thread; indexes are rebuilt, after a copy; anything worse is reported by `trouble`."""
        await check(self, self._writer.note_damage)

    async def flush(self, timeout: float = 5.0) -> bool:
        """Wait until everything saved so far is on disk; whether it is."""
        return await asyncio.to_thread(self._writer.wait_written, timeout)

    async def backup(self, path: Path, *, without: Collection[str] = ()) -> None:
        """A consistent copy, while writing goes on, without the chats of these ids. Raises StoreError."""
        await self.flush()
        await asyncio.to_thread(copy_database, self.path, path, frozenset(without))

    async def close(self, timeout: float = 2.5) -> bool:
        """Write what is left, give up after `timeout` seconds; whether everything is on disk."""
        if self._alarm:
            self._alarm.cancel()
        if self._is_closed:
            return not self._writer.rows()
        self._is_closed = True
        return await asyncio.to_thread(self._close, timeout)

    def _close(self, timeout: float) -> bool:
        self._reader.close()
        self._searcher.close()
        return self._writer.close(timeout)

    def _save(self, row: Row) -> None:
        if row.chat_id in self._temporary or not self._gone.isdisjoint((row.chat_id, row.turn_id, row.id)):
            return
        self._add(row)

    def _delete(self, row: Row) -> None:
        self._gone.add(row.id)
        self._add(row)
        if row.table in {'chats', 'turns'}:
            self.deletion_watchers(row.id)

    def _add(self, row: Row) -> None:
        for reading in self._readings:
            reading.note(row)
        self._writer.add(row)
        if self._alarm is None:
            self._set_alarm()

    async def _read(self, reader: Reader, read: Callable[[Database], Result]) -> Result:
        if self._is_closed:
            raise StoreError(f'{self.path} has been closed.')
        try:
            return await reader.run(read)
        except sqlite3.Error as error:
            raise StoreError(f'{self.path} cannot be read ({error}).') from error

    @contextmanager
    def _reading(self) -> Iterator[ReadOverlay]:
        reading = ReadOverlay(self._writer.rows())
        self._readings.append(reading)
        try:
            yield reading
        finally:
            self._readings.remove(reading)

    def _set_alarm(self) -> None:
        """Check after two seconds whether what waits now is still waiting."""
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._alarm = self._loop.call_later(BEHIND_AFTER + 0.05, self._check_again)

    def _check_again(self) -> None:
        self._alarm = None
        self._check()
        if self._writer.rows():
            self._set_alarm()

    def _check(self) -> None:
        trouble = self.trouble
        if trouble != self._reported_trouble:
            self._reported_trouble = trouble
            self.watchers()

    def _note_move(self) -> None:
        """From the writer's thread: the file has been replaced."""
        self._remark = (f'{self.path.name} was removed from {self.path.parent} while Polylogue was running. '
                        'It has been written again; nothing is lost.')
        if not self._is_closed:
            self._reader.reopen()
            self._searcher.reopen()
        self._tell_loop()

    def _tell_loop(self) -> None:
        """From the writer's thread."""
        if self._loop is None or self._loop.is_closed():
            return
        try:
            self._loop.call_soon_threadsafe(self._check)
        except RuntimeError:
            log.debug('The event loop ended before it could be told about the database.')
