"""Votes on the answers to a prompt: as they stand in files, and in words."""
from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from chat.conversation import Candidate, Chat, Turn, Vote
from chat.conversation.json_object import JsonObject
from chat.conversation.vote import Outcome, excerpt_of
from chat.exchange.measures import day_and_hour

Votes = Mapping[str, Vote]
"""By turn; also of turns that are not asked for."""
NONE: Votes = {}


def vote_on(turn: Turn, votes: Votes) -> Vote | None:
    return vote if (vote := votes.get(turn.id)) and vote.chat_id == turn.chat_id else None


def vote_values(vote: Vote) -> JsonObject:
    """Without the beginning of the prompt, which stands beside it in full."""
    return {
        'id': vote.id, 'kind': vote.outcome, 'winner': vote.winner, 'was_blind': vote.was_blind, 'is_revealed': vote.is_locked,
        'created_at': vote.created_at, 'tags': list(vote.tags),
        'candidates': [{'lane': one.lane, 'model': one.model, 'reply_id': one.reply_id} for one in vote.candidates]}


def vote_from(values: JsonObject, turn: Turn) -> Vote:
    """From values whose names are there and of the right kinds. Raises ValueError for what cannot be a vote."""
    vote = Vote(
        id=values['id'], chat_id=turn.chat_id, turn_id=turn.id, outcome=values['kind'], winner=values['winner'],
        was_blind=values['was_blind'], is_locked=values['is_revealed'], created_at=values['created_at'], tags=tuple(values['tags']),
        candidates=tuple(Candidate(lane=one['lane'], model=one['model'], reply_id=one['reply_id']) for one in values['candidates']),
        prompt=excerpt_of(turn.prompt))
    if vote.outcome not in get_args(Outcome):
        raise ValueError('an unknown kind of vote')
    if (vote.outcome == 'winner') != (vote.best is not None) or vote.best is None and vote.winner is not None:
        raise ValueError('a vote whose winner was no candidate')
    return vote


def words_of(chat: Chat, vote: Vote, names: dict[int, str]) -> list[str]:
    """`demo/fast (2) is best`, `of demo/fast, demo/fast (2)`, `blind, names revealed afterwards`, the time, the tags."""
    called = {one.reply_id: _name(chat, one, names) for one in vote.candidates}
    best = f'{called[vote.best.reply_id]} is best' if vote.best else ''
    known = 'names were known' if not vote.was_blind else 'blind, names revealed afterwards' if vote.is_locked else 'blind, not revealed'
    return [best or {'tie': 'Tie', 'all_bad': 'All bad'}.get(vote.outcome, vote.outcome), f'of {", ".join(called.values())}', known,
            day_and_hour(vote.created_at), *(f'#{tag}' for tag in vote.tags)]


def _name(chat: Chat, candidate: Candidate, names: dict[int, str]) -> str:
    """By its answer: lanes get other numbers when names are hidden after a vote."""
    found = chat.find_reply(candidate.reply_id)
    name = names.get(found[1].lane if found else candidate.lane, '')
    return name if candidate.model in name else candidate.model
