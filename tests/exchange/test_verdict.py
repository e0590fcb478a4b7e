"""Votes as they stand in files, and in words."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Candidate, Chat, Lane, Reply, Turn, Vote
from chat.exchange.verdict import vote_from, vote_on, vote_values, words_of

CHAT = Chat(lanes=[Lane(model='a/b'), Lane(model='c/d', number=1)])
TURN = Turn(chat_id=CHAT.id, prompt='Which?')
REPLIES = [Reply(turn_id=TURN.id, lane=lane.number, model=lane.model) for lane in CHAT.lanes]
TURN.replies = {reply.lane: [reply] for reply in REPLIES}
CHAT.turns[TURN.id] = TURN
NAMES = {0: 'a/b', 1: 'c/d (2)'}
CANDIDATES = tuple(Candidate(lane=reply.lane, model=reply.model, reply_id=reply.id) for reply in REPLIES)


def vote(**more: Any) -> Vote:
    return Vote(**{'id': 'v', 'chat_id': CHAT.id, 'turn_id': TURN.id,
                   'outcome': 'winner', 'winner': 1, 'created_at': 0.0, 'tags': ('rain',),
                   'candidates': CANDIDATES, 'prompt': 'Which?', **more})


def test_a_vote_goes_out_and_comes_in_the_same() -> None:
    assert vote_from(vote_values(vote()), TURN) == vote()
    assert 'prompt' not in vote_values(vote()), 'it stands beside it in full'


@pytest.mark.parametrize('changed', [
    {'kind': 'unknown'}, {'winner': 7}, {'winner': None}, {'kind': 'tie', 'winner': 1}, {'kind': 'tie', 'winner': 7}])
def test_what_cannot_be_a_vote_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match='vote'):
        vote_from(vote_values(vote()) | changed, TURN)


def test_only_the_vote_of_this_chat_is_that_of_its_turn() -> None:
    assert vote_on(TURN, {TURN.id: vote()}) == vote()
    assert vote_on(TURN, {TURN.id: vote(chat_id='other')}) is None
    assert vote_on(TURN, {}) is None


@pytest.mark.parametrize(('changed', 'words'), [
    ({}, ['c/d (2) is best', 'of a/b, c/d (2)', 'names were known']),
    ({'was_blind': True}, ['c/d (2) is best', 'of a/b, c/d (2)', 'blind, not revealed']),
    ({'was_blind': True, 'is_locked': True}, ['c/d (2) is best', 'of a/b, c/d (2)', 'blind, names revealed afterwards']),
    ({'outcome': 'tie', 'winner': None}, ['Tie', 'of a/b, c/d (2)', 'names were known']),
    ({'outcome': 'all_bad', 'winner': None}, ['All bad', 'of a/b, c/d (2)', 'names were known'])])
def test_it_is_told_in_words(changed: dict[str, Any], words: list[str]) -> None:
    told = words_of(CHAT, vote(**changed), NAMES)
    assert told[:3] == words
    assert told[-1] == '#rain'
