"""A second database in which an import is prepared, by another process, and from which whole chats are taken over in one step each.

The rows never pass through Python again on their way, so neither the event loop nor the writer's thread holds the interpreter for them.
"""
from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from chat.conversation import Chat, Vote
from chat.store.loading import ChatSummary, summaries_from
from chat.store.opening import StoreError
from chat.store.rows import chat_row, encoded, reply_row, turn_row
from chat.store.tables.vote_rows import read_votes, vote_row

PAGES = 'PRAGMA cache_size = -65536'
"""64 MB, used only when needed: with SQLite's usual 2 MB an import spends a third of its time on writing pages it will change again."""
CHECKPOINT = 'PRAGMA wal_autocheckpoint = {}'
RARELY, USUALLY = 16384, 1000
"""Pages in the log before it is brought into the database."""
TABLES = ('chats', 'turns', 'replies', 'votes')
LONGEST_HOLD = 0.4
"""Seconds for which the database is kept from other writing, one large chat aside."""


class Staging:
    """What is prepared. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        self._statements: dict[str, str] = {}
        with _told():
            self._db = sqlite3.connect(path)
            self._db.execute('PRAGMA journal_mode = OFF')
            self._db.execute('PRAGMA synchronous = OFF')

    def add(self, chat: Chat, votes: Iterable[Vote] = ()) -> None:
        """Raises TypeError, ValueError, OverflowError or RecursionError for a chat that cannot be written; nothing of it is kept then."""
        rows = [vote_row(vote) for vote in votes]
        for turn in chat.turns.values():
            rows += [turn_row(turn), *(reply_row(reply, chat.id, chat.updated_at) for reply in turn.all_replies())]
        rows.append(chat_row(chat))  # the last one: without it nothing of the chat is taken over
        values = [(row.table, encoded(row)) for row in rows]
        with _told():
            for table, one in values:
                self._db.execute(self._statement(table, list(one)), list(one.values()))

    def close(self) -> None:
        with _told():
            for table in TABLES[1:]:
                if table in self._statements:
                    self._db.execute(f'CREATE INDEX {table}_of_chat ON {table} (chat_id)')
            self._db.commit()
            self._db.close()

    def _statement(self, table: str, names: list[str]) -> str:
        if table not in self._statements:
            self._db.execute(f'CREATE TABLE {table} ({", ".join(names)})')
            self._statements[table] = f'INSERT INTO {table} ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'
        return self._statements[table]


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(f'The chats cannot be prepared ({error}).') from error


@dataclass(kw_only=True, slots=True, frozen=True)
class TakenOver:
    """What became of some of the chats of a staging database."""

    next_number: int
    """Where to go on; the same as before when nothing is left."""
    taken: list[ChatSummary]
    votes: list[Vote]
    """On turns of the chats that were taken."""
    present: list[str]
    """Titles of chats that were here already."""
    grown: list[str]
    """Those of them that have turns or replies there which are not here: they went on over there, or something was deleted here."""
    refused: list[tuple[str, str]]
    """Title and reason."""
    revived: set[str]
    """Of the ids that were given: those that are in use again."""


def take_over(db: Database, path: Path, after: int, gone: Iterable[str]) -> TakenOver:
    """Copy the chats behind this number for a moment, each of them whole or not at all. Raises sqlite3.Error."""
    db.execute('ATTACH DATABASE ? AS staged', [str(path)])
    db.execute(PAGES)
    db.execute(CHECKPOINT.format(RARELY))
    try:
        return _take_over(db, after, gone)
    finally:
        db.execute(CHECKPOINT.format(USUALLY))
        db.execute('DETACH DATABASE staged')


def _take_over(db: Database, after: int, gone: Iterable[str]) -> TakenOver:
    staged = {row['name'] for row in db.execute("SELECT name FROM staged.sqlite_master WHERE type = 'table'")}
    columns = {table: [row['name'] for row in db.execute(f'PRAGMA staged.table_info({table})')] for table in TABLES if table in staged}
    result = TakenOver(next_number=after, taken=[], votes=[], present=[], grown=[], refused=[], revived=set())
    number, deadline = after, time.monotonic() + LONGEST_HOLD
    db.execute('BEGIN IMMEDIATE')
    try:
        for row in _chats_after(db, after) if 'chats' in columns else []:
            _take_chat(db, dict(row), columns, result)
            number = row['rowid']
            if time.monotonic() > deadline:
                break
        revived = {one for one in gone if _is_there(db, one)} if result.taken else set()
        db.execute('COMMIT')
    except BaseException:
        db.rollback()
        raise
    return replace(result, next_number=number, revived=revived)


def _chats_after(db: Database, number: int) -> list[sqlite3.Row]:
    sql = """SELECT rowid, id, title, folder, tags, pinned, archived, unread, models, created_at, updated_at
             FROM staged.chats WHERE rowid > ? ORDER BY rowid LIMIT 200"""
    return db.execute(sql, [number]).fetchall()


def _take_chat(db: Database, row: dict[str, object], columns: dict[str, list[str]], result: TakenOver) -> None:
    if db.execute('SELECT 1 FROM main.chats WHERE id = ?', [row['id']]).fetchone():
        result.present.append(str(row['title']))
        if any(_has_more(db, table, row['id']) for table in ('turns', 'replies') if table in columns):
            result.grown.append(str(row['title']))
        return
    db.execute('SAVEPOINT one_chat')
    try:
        for table, names in columns.items():
            key = 'id' if table == 'chats' else 'chat_id'
            joined = ', '.join(names)
            _make_room(db, table, row['id'])
            sql = f'INSERT INTO main.{table} ({joined}) SELECT {joined} FROM staged.{table} WHERE {key} = ? ORDER BY rowid'
            db.execute(sql, [row['id']])
    except sqlite3.IntegrityError:
        db.execute('ROLLBACK TO one_chat')
        result.refused.append((str(row['title']), 'has messages that are here already, in another chat'))
    else:
        result.taken.extend(summaries_from({'chats': {str(row['id']): row}}))
        result.votes.extend(read_votes(db, str(row['id'])) if 'votes' in columns else ())
    db.execute('RELEASE one_chat')


def _has_more(db: Database, table: str, chat_id: object) -> bool:
    sql = f'SELECT 1 FROM staged.{table} WHERE chat_id = ? AND id NOT IN (SELECT id FROM main.{table} WHERE chat_id = ?) LIMIT 1'
    return db.execute(sql, [chat_id, chat_id]).fetchone() is not None


def _make_room(db: Database, table: str, chat_id: object) -> None:
    """Votes outlive their chat: when it comes back, they come back with the words of their prompts, and not a second time."""
    if table == 'votes':
        own = 'SELECT {} FROM staged.votes WHERE chat_id = ?1'
        db.execute(f"DELETE FROM main.votes WHERE chat_id = ?1 AND (turn_id IN ({own.format('turn_id')}) OR id IN ({own.format('id')}))",
                   [chat_id])


def _is_there(db: Database, row_id: str) -> bool:
    return any(db.execute(f'SELECT 1 FROM main.{table} WHERE id = ?', [row_id]).fetchone() for table in TABLES)
