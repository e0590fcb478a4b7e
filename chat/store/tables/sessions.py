"""Browsers that were let in, a row each. What a cookie holds is not in it, only what can be made of that."""
from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Literal

from sqlite_utils import Database

from chat.store.loading import Tables
from chat.store.rows import Row
from chat.store.store import Store

TABLE = 'sessions'
How = Literal['link', 'password']


@dataclass(kw_only=True, slots=True, frozen=True)
class Session:
    """A browser that need not be asked again."""

    id: str
    """SHA-256 of what its cookie holds, in hexadecimal."""
    account: str = ''
    how: How = 'link'
    browser: str = ''
    """As people call it: “Firefox on Linux”."""
    address: str = ''
    """Where it was when it was let in."""
    created_at: float = 0.0
    seen_at: float = 0.0
    """Epoch seconds; not kept to the minute."""


class SessionRows:
    """Saving returns at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def load(self) -> list[Session]:
        """Raises StoreError."""
        tables = await self._store.read_laid_over(_read)
        known = {one.name for one in fields(Session)}
        return [Session(**{name: value for name, value in row.items() if name in known and value is not None})
                for row in tables[TABLE].values()]

    def save(self, session: Session) -> None:
        self._store.save_row(Row(table=TABLE, id=session.id, chat_id=session.id, values=asdict(session)))

    def delete(self, session: Session) -> None:
        self._store.delete_row(Row(table=TABLE, id=session.id, chat_id=session.id))


def _read(db: Database) -> Tables:
    return {TABLE: {row['id']: dict(row) for row in db.execute(f'SELECT * FROM {TABLE}')}}
