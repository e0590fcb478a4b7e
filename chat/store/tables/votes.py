"""Where votes are kept. A vote outlives its chat, without the words of the prompt: a trigger takes those away."""
from __future__ import annotations

from sqlite_utils import Database

from chat.conversation.vote import Vote
from chat.store.loading import Tables
from chat.store.rows import Row
from chat.store.store import Store
from chat.store.tables.vote_rows import vote_from, vote_row


class Votes:
    """On the store's own writer and readers; methods are for the event loop's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, vote: Vote) -> None:
        """Returns at once, as all saves do."""
        self._store.save_row(vote_row(vote))

    def delete(self, vote: Vote) -> None:
        """For good: a later vote on the same turn needs an id of its own."""
        self._store.delete_row(Row(table='votes', id=vote.id, chat_id=vote.chat_id, turn_id=vote.turn_id))

    async def list(self) -> list[Vote]:
        """All, oldest first. Raises StoreError."""
        tables = await self._store.read_laid_over(_read)
        found = [vote for values in tables['votes'].values() if (vote := vote_from(values))]
        return sorted(found, key=lambda vote: vote.created_at)


def _read(db: Database) -> Tables:
    """All of it."""
    return {'votes': {row['id']: dict(row) for row in db.execute('SELECT * FROM votes')}}

