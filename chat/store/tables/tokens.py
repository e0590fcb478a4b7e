"""Where the tokens of programs are kept: never themselves, only what tells that one is right."""
from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from sqlite_utils import Database

from chat.conversation import new_id
from chat.store.loading import Tables
from chat.store.rows import Row
from chat.store.store import Store, StoreError

STREAMS = 8
"""Answers that a program may have written at once."""
PATIENCE = 5.0
"""Seconds that a command waits for the app to let go of the database."""


@dataclass(kw_only=True, slots=True)
class Token:
    """What a program may do here, by the SHA-256 of what it sends."""

    name: str
    digest: str
    id: str = field(default_factory=new_id)
    scopes: tuple[str, ...] = ()
    daily_budget: float | None = None
    """Dollars; None: only that of the app."""
    streams: int = STREAMS
    """How many answers it may have written at once."""
    owner: str = ''
    """The account it belongs to; '': the first one."""
    created_at: float = field(default_factory=time.time)
    last_used_at: float | None = None
    day: str = ''
    """The day on which it has spent this; see `engine.budget`."""
    spent: float = 0.0


class TokenRows:
    """Few and small. Saving returns at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def load(self) -> list[Token]:
        """All, oldest first. Raises StoreError."""
        tables = await self._store.read_laid_over(_read)
        return sorted(map(_token_from, tables['tokens'].values()), key=lambda token: token.created_at)

    def save(self, token: Token) -> None:
        self._store.save_row(_row(token))

    def delete(self, token: Token) -> None:
        self._store.delete_row(Row(table='tokens', id=token.id, chat_id=token.id))


def save_beside(path: Path, token: Token) -> None:
    """From another process, while the app may be running on this database: it looks when it is shown a token that it does not know.

    Raises StoreError.
    """
    try:
        _insert(path, token)
    except sqlite3.Error:
        _prepare(path)
        try:
            _insert(path, token)
        except sqlite3.Error as error:
            raise StoreError(f'The token could not be saved ({error}).') from error


def _insert(path: Path, token: Token) -> None:
    values = _values(token)
    with closing(sqlite3.connect(f'{path.absolute().as_uri()}?mode=rw', timeout=PATIENCE, uri=True)) as db, db:
        db.execute(f'INSERT INTO tokens ({", ".join(values)}) VALUES ({", ".join("?" * len(values))})', list(values.values()))


def _prepare(path: Path) -> None:
    """There is no database yet, or one without this table. Raises StoreError."""
    store = Store(path)
    store.open()
    asyncio.run(store.close())


def _row(token: Token) -> Row:
    return Row(table='tokens', id=token.id, chat_id=token.id, values=_values(token))


def _values(token: Token) -> dict[str, object]:
    return asdict(token) | {'scopes': ' '.join(token.scopes)}


def _token_from(values: dict[str, object]) -> Token:
    known = {one.name: values[one.name] for one in fields(Token) if values.get(one.name) is not None}
    return Token(**{**known, 'scopes': tuple(str(values.get('scopes') or '').split())})  # type: ignore[arg-type]


def _read(db: Database) -> Tables:
    return {'tokens': {row['id']: dict(row) for row in db.execute('SELECT * FROM tokens')}}
