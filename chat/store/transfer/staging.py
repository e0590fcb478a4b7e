"""A second database in which an import is prepared, by another process, and from which whole chats are taken over in one step each.

The rows never pass through Python again on their way, so neither the event loop nor the writer's thread holds the interpreter for them.
"""
from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from chat.conversation import Chat, Vote
from chat.store.loading import ChatSummary, built_chat, summaries_from
from chat.store.opening import StoreError
from chat.store.reader import open_read_only
from chat.store.rows import Row, chat_row, encoded, reply_row, turn_row
from chat.store.tables.vote_rows import read_votes, vote_row

PAGES = 'PRAGMA cache_size = -65536'
"""64 MB, used only when needed: with SQLite's usual 2 MB an import spends a third of its time on writing pages it will change again."""
CHECKPOINT = 'PRAGMA wal_autocheckpoint = {}'
RARELY, USUALLY = 16384, 1000
"""Pages in the log before it is brought into the database."""
TABLES = ('chats', 'turns', 'replies', 'votes')
LEFT_OUT = 'left_out'
"""What could not come along with a chat."""
NOTHING: Mapping[str, int] = {}
GIST = """CASE WHEN json_valid({reply}.parts) THEN (SELECT group_concat(json_extract(value, '$.kind') || ' '
    || coalesce(json_extract(value, '$.text'), '')) FROM json_each({reply}.parts)) ELSE {reply}.parts END"""
"""What a reply is made of beside its text, without times and the like, which say nothing new."""
NEWER = f"""
    SELECT 1 FROM staged.replies AS theirs WHERE chat_id = ?1 AND NOT EXISTS (
        SELECT 1 FROM main.replies AS ours WHERE ours.turn_id = theirs.turn_id AND ours.lane = theirs.lane AND ours.text IS theirs.text
        AND (ours.parts IS theirs.parts OR {GIST.format(reply='ours')} IS {GIST.format(reply='theirs')}))
    AND NOT EXISTS (SELECT 1 FROM main.replies AS ours WHERE ours.id = theirs.id AND (ours.saved_at > theirs.saved_at
        OR theirs.text = '' AND theirs.parts = '[]')) LIMIT 1"""
"""A reply that says something else there than here, or is not here at all. What was saved here later is no older for that, and an answer
that had not begun there is no news."""
LONGEST_HOLD = 0.4
"""Seconds for which the database is kept from other writing, one large chat aside."""


class Staging:
    """What is prepared. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        self._statements: dict[str, str] = {}
        with _errors_as_store_errors():
            self._db = sqlite3.connect(path)
            self._db.execute('PRAGMA journal_mode = OFF')
            self._db.execute('PRAGMA synchronous = OFF')

    def add(self, chat: Chat, votes: Iterable[Vote] = (), left_out: Mapping[str, int] = NOTHING) -> None:
        """With what could not come along with it, by kind. Raises TypeError, ValueError, OverflowError or RecursionError for a chat that
        cannot be written; nothing of it is kept then."""
        rows = [vote_row(vote) for vote in votes]
        for turn in chat.turns.values():
            rows += [turn_row(turn), *(reply_row(reply, chat.id, chat.updated_at) for reply in turn.all_replies())]
        rows.append(chat_row(chat))  # the last one: without it nothing of the chat is taken over
        values = [(row.table, encoded(row)) for row in rows]
        with _errors_as_store_errors():
            for table, one in values:
                self._db.execute(self._statement(table, list(one)), list(one.values()))
            for what, count in left_out.items():
                self.note_left_out(chat.id, what, count)

    def add_row(self, row: Row) -> None:
        """Something that belongs to no chat. Raises as `add` does."""
        values = encoded(row)
        with _errors_as_store_errors():
            self._db.execute(self._statement(row.table, list(values)), list(values.values()))

    def note_left_out(self, chat_id: str, what: str, count: int) -> None:
        """Counts only if the chat comes in."""
        if count:
            self._db.execute(self._statement(LEFT_OUT, ['chat_id', 'what', 'count']), [chat_id, what, count])

    def close(self) -> None:
        with _errors_as_store_errors():
            for table in (*TABLES[1:], LEFT_OUT):
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
def _errors_as_store_errors() -> Iterator[None]:
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
    grown: list[tuple[str, str]]
    """Id and title of those of them that have more there: turns or replies which are not here, or replies with other words. They went on
    over there, or something was deleted here."""
    left_out: Counter[str]
    """What could not come along with the chats that were taken, by kind."""
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
    columns = {table: [row['name'] for row in db.execute(f'PRAGMA staged.table_info({table})')]
               for table in (*TABLES, LEFT_OUT) if table in staged}
    result = TakenOver(next_number=after, taken=[], votes=[], present=[], grown=[], left_out=Counter(), refused=[], revived=set())
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
        if _has_grown(db, row['id'], columns):
            result.grown.append((str(row['id']), str(row['title'])))
        return
    db.execute('SAVEPOINT one_chat')
    try:
        for table, names in [one for one in columns.items() if one[0] in TABLES]:
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
        for what, count in _left_out(db, row['id']) if LEFT_OUT in columns else ():
            result.left_out[what] += count
    db.execute('RELEASE one_chat')


def staged_chat(path: Path, chat_id: str) -> Chat | None:
    """As it was prepared, for a thread of its own. Raises StoreError."""
    try:
        with closing(open_read_only(path, is_still=True)) as db:
            sql = 'SELECT * FROM {} WHERE {} = ? ORDER BY rowid'
            tables = {table: {row['id']: dict(row) for row in db.execute(sql.format(table, key), [chat_id])}
                      for table, key in (('chats', 'id'), ('turns', 'chat_id'), ('replies', 'chat_id'))}
    except sqlite3.Error as error:
        raise StoreError(f'What is newer in the file cannot be read ({error}).') from error
    return built_chat(tables)


def _left_out(db: Database, chat_id: object) -> list[tuple[str, int]]:
    rows = db.execute('SELECT what, count FROM staged.left_out WHERE chat_id = ?', [chat_id]).fetchall()
    return [(row['what'], row['count']) for row in rows]


def _has_grown(db: Database, chat_id: object, columns: Container[str]) -> bool:
    turns = 'SELECT 1 FROM staged.turns WHERE chat_id = ?1 AND id NOT IN (SELECT id FROM main.turns WHERE chat_id = ?1) LIMIT 1'
    queries = [sql for table, sql in (('turns', turns), ('replies', NEWER)) if table in columns]
    return any(db.execute(sql, [chat_id]).fetchone() for sql in queries)


def _make_room(db: Database, table: str, chat_id: object) -> None:
    """Votes outlive their chat: when it comes back, they come back with the words of their prompts, and not a second time."""
    if table == 'votes':
        own = 'SELECT {} FROM staged.votes WHERE chat_id = ?1'
        db.execute(f"DELETE FROM main.votes WHERE chat_id = ?1 AND (turn_id IN ({own.format('turn_id')}) OR id IN ({own.format('id')}))",
                   [chat_id])


def _is_there(db: Database, row_id: str) -> bool:
    return any(db.execute(f'SELECT 1 FROM main.{table} WHERE id = ?', [row_id]).fetchone() for table in TABLES)
