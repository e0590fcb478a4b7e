"""What is read, merged with what is still waiting to be written."""
from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from sqlite_utils import Database

from chat.conversation import Chat
from chat.store.checkpoints import with_pieces
from chat.store.json_text import loaded
from chat.store.row_writing import UNWRITABLE, belongs_to
from chat.store.rows import Row, Values, chat_from, encoded, reply_from, turn_from
from chat.store.schema import OF_BLIND_CHATS
from chat.store.writer import Key

Built = TypeVar('Built')
log = logging.getLogger(__name__)

Tables = dict[str, dict[str, Values]]
"""Table name -> id -> row."""


@dataclass(kw_only=True, slots=True, frozen=True)
class ChatSummary:
    """What a list of chats shows of one."""

    id: str
    title: str
    folder: str
    tags: tuple[str, ...]
    pinned: bool
    archived: bool
    unread: bool
    models: tuple[str, ...]
    created_at: float
    updated_at: float


class ReadOverlay:
    """For one read: what waits to be written at its start, and what is saved until its end, is newer than the database."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows: dict[Key, Row] = {row.key: row for row in rows}

    def note(self, row: Row) -> None:
        self._rows[row.key] = row

    def copy(self) -> ReadOverlay:
        """The state of this moment, for another thread."""
        return ReadOverlay([*self._rows.values()])

    def laid_over(self, tables: Tables, chat_id: str | None = None) -> Tables:
        """The rows that were read, as they will be when everything is written."""
        for row in self._rows.values():
            if row.table in tables and row.values is not None and chat_id in (None, row.chat_id):
                self._lay_over(tables[row.table], row)
        for deleted in [row for row in self._rows.values() if row.values is None]:
            for name, rows in tables.items():
                for row in [_as_row(name, values) for values in rows.values()]:
                    if belongs_to(row, deleted):
                        del rows[row.id]
        return tables

    @staticmethod
    def _lay_over(rows: dict[str, Values], row: Row) -> None:
        try:
            rows[row.id] = encoded(row)
        except UNWRITABLE as error:
            log.error('A row of %s cannot be saved and is left out: %s', row.table, type(error).__name__)


def read_chat(db: Database, chat_id: str) -> Tables:
    """In one transaction, so that no turn is seen without its replies."""
    with db.atomic():
        return {
            'chats': _by_id(db, 'SELECT * FROM chats WHERE id = ?', chat_id),
            'turns': _by_id(db, 'SELECT * FROM turns WHERE chat_id = ? ORDER BY number', chat_id),
            'replies': _by_id(db, 'SELECT * FROM replies WHERE chat_id = ? ORDER BY number', chat_id),
            'reply_pieces': _by_id(db, 'SELECT * FROM reply_pieces WHERE chat_id = ?', chat_id),
        }


def read_chats(db: Database) -> Tables:
    """Without those that are being deleted."""
    return {'chats': _by_id(db, 'SELECT id, title, folder, tags, pinned, archived, unread, models, created_at, updated_at FROM chats '
                                'WHERE id NOT IN (SELECT id FROM deletions)')}


def read_blind(db: Database) -> set[str]:
    """Ids of the chats whose names are hidden."""
    return {row['id'] for row in db.execute(OF_BLIND_CHATS)}


def read_draft(db: Database, key: str) -> Tables:
    return {'drafts': _by_id(db, 'SELECT * FROM drafts WHERE id = ?', key)}


def built_chat(tables: Tables) -> Chat | None:
    """Turns in the order of time, lanes by number, versions oldest first. A row that makes no sense is left out and reported."""
    chat = next(_built(chat_from, tables['chats'].values()), None)
    if chat is None:
        return None
    for turn in sorted(_built(turn_from, tables['turns'].values()), key=lambda turn: turn.created_at):
        chat.turns[turn.id] = turn
    for reply in sorted(_built(reply_from, _whole_replies(tables)), key=lambda reply: (reply.lane, reply.version)):
        if reply.turn_id in chat.turns:
            chat.turns[reply.turn_id].replies.setdefault(reply.lane, []).append(reply)
    return chat


def _whole_replies(tables: Tables) -> Iterator[Values]:
    pieces: dict[str, list[Values]] = {}
    for piece in tables.get('reply_pieces', {}).values():
        pieces.setdefault(piece['reply_id'], []).append(piece)
    for name, values in tables['replies'].items():
        yield with_pieces(values, pieces.get(name, ()))


def summaries_from(tables: Tables) -> list[ChatSummary]:
    return sorted(_built(_summary_from, tables['chats'].values()), key=lambda summary: summary.updated_at, reverse=True)


def _by_id(db: Database, sql: str, *parameters: str) -> dict[str, Values]:
    return {row['id']: dict(row) for row in db.execute(sql, parameters)}


def _as_row(table: str, values: Values) -> Row:
    row_id = values['id']
    return Row(table=table, id=row_id, chat_id=values.get('chat_id') or row_id, turn_id=values.get('turn_id') or row_id)


def _built(build: Callable[[Values], Built], rows: Iterable[Values]) -> Iterator[Built]:
    for values in rows:
        try:
            yield build(values)
        except (KeyError, TypeError, ValueError, AttributeError, zlib.error) as error:
            log.error('A row of the database makes no sense and is left out: %r', error)


def _summary_from(values: Values) -> ChatSummary:
    return ChatSummary(
        id=values['id'],
        title=values['title'] or '',
        folder=values['folder'] or '',
        tags=_words(values['tags']),
        pinned=bool(values['pinned']),
        archived=bool(values['archived']),
        unread=bool(values['unread']),
        models=_words(values['models']),
        created_at=values['created_at'] or 0.0,
        updated_at=values['updated_at'] or 0.0,
    )


@lru_cache(maxsize=1024)
def _words(text: str | None) -> tuple[str, ...]:
    """A JSON list of words; most chats have the same few."""
    return tuple(loaded(text, ()))
