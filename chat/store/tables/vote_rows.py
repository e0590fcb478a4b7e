"""Votes as rows of their table, and back."""
from __future__ import annotations

import json
import logging

from sqlite_utils import Database

from chat.conversation.vote import Candidate, Vote
from chat.store.json_text import dumped
from chat.store.rows import Row, Values

log = logging.getLogger(__name__)


def vote_row(vote: Vote) -> Row:
    return Row(table='votes', id=vote.id, chat_id=vote.chat_id, turn_id=vote.turn_id, values={
        'id': vote.id, 'chat_id': vote.chat_id, 'turn_id': vote.turn_id, 'created_at': vote.created_at, 'outcome': vote.outcome,
        'winner': vote.winner, 'winning_model': vote.winning_model, 'was_blind': int(vote.was_blind), 'is_locked': int(vote.is_locked),
        'lanes': dumped([[one.lane, one.model, one.reply_id] for one in vote.candidates]),
        'tags': dumped(vote.tags), 'prompt': vote.prompt})


def vote_from(values: Values) -> Vote | None:
    """None, and a word in the log, for a row that makes no sense."""
    try:
        return Vote(
            id=values['id'], chat_id=values['chat_id'], turn_id=values['turn_id'], created_at=values['created_at'],
            outcome=values['outcome'], winner=values['winner'], was_blind=bool(values['was_blind']), is_locked=bool(values['is_locked']),
            tags=tuple(json.loads(values['tags'])), prompt=values['prompt'] or '',
            candidates=tuple(Candidate(lane=lane, model=model, reply_id=reply_id) for lane, model, reply_id in json.loads(values['lanes'])))
    except (ValueError, TypeError) as error:
        log.warning('A vote in the database makes no sense and is left out (%s).', type(error).__name__)
        return None


def read_votes(db: Database, chat_id: str | None = None) -> list[Vote]:
    """Of this chat, or all; oldest first."""
    found = db.execute('SELECT * FROM votes WHERE ?1 IS NULL OR chat_id = ?1 ORDER BY created_at', [chat_id])
    return [vote for row in found if (vote := vote_from(dict(row)))]
