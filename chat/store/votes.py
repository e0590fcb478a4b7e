"""Where votes are kept. A vote outlives its chat, without the words of the prompt: a trigger takes those away."""
from __future__ import annotations

import json
import logging

from sqlite_utils import Database

from chat.conversation.vote import Candidate, Vote
from chat.store.loading import Tables
from chat.store.rows import Row, Values
from chat.store.store import Store

log = logging.getLogger(__name__)


class Votes:
    """On the store's own writer and readers; methods are for the event loop's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, vote: Vote) -> None:
        """Returns at once, as all saves do."""
        self._store.save_row(Row(table='votes', id=vote.id, chat_id=vote.chat_id, turn_id=vote.turn_id, values=_values(vote)))

    def delete(self, vote: Vote) -> None:
        """For good: a later vote on the same turn needs an id of its own."""
        self._store.delete_row(Row(table='votes', id=vote.id, chat_id=vote.chat_id, turn_id=vote.turn_id))

    async def list(self) -> list[Vote]:
        """All, oldest first. Raises StoreError."""
        tables = await self._store.read_laid_over(_read)
        found = [vote for values in tables['votes'].values() if (vote := _vote_from(values))]
        return sorted(found, key=lambda vote: vote.created_at)


def _read(db: Database) -> Tables:
    """All of it."""
    return {'votes': {row['id']: dict(row) for row in db.execute('SELECT * FROM votes')}}


def _values(vote: Vote) -> Values:
    return {
        'id': vote.id, 'chat_id': vote.chat_id, 'turn_id': vote.turn_id, 'created_at': vote.created_at, 'outcome': vote.outcome,
        'winner': vote.winner, 'winning_model': vote.winning_model, 'was_blind': int(vote.was_blind), 'is_locked': int(vote.is_locked),
        'lanes': json.dumps([[one.lane, one.model, one.reply_id] for one in vote.candidates]),
        'tags': json.dumps(list(vote.tags), ensure_ascii=False), 'prompt': vote.prompt}


def _vote_from(values: Values) -> Vote | None:
    try:
        return Vote(
            id=values['id'], chat_id=values['chat_id'], turn_id=values['turn_id'], created_at=values['created_at'],
            outcome=values['outcome'], winner=values['winner'], was_blind=bool(values['was_blind']), is_locked=bool(values['is_locked']),
            tags=tuple(json.loads(values['tags'])), prompt=values['prompt'] or '',
            candidates=tuple(Candidate(lane=lane, model=model, reply_id=reply_id) for lane, model, reply_id in json.loads(values['lanes'])))
    except (ValueError, TypeError) as error:
        log.warning('A vote in the database makes no sense and is left out (%s).', type(error).__name__)
        return None
