"""Votes as rows, and back."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Candidate, Vote
from chat.store.tables.vote_rows import vote_from, vote_row

VOTE = Vote(id='v', chat_id='c', turn_id='t', outcome='winner', winner=0, was_blind=True, created_at=5.0, tags=('rain', 'Nässe'),
            prompt='Why?', candidates=(Candidate(lane=0, model='a/b', reply_id='r1'), Candidate(lane=3, model='c/d', reply_id='r2')))


def values(**changed: Any) -> dict[str, Any]:
    return {**(vote_row(VOTE).values or {}), **changed}


def test_a_vote_comes_back_as_it_was() -> None:
    assert vote_from(values()) == VOTE
    assert (values()['winning_model'], vote_row(VOTE).turn_id) == ('a/b', 't')


@pytest.mark.parametrize('changed', [{'lanes': 'no json'}, {'lanes': '[[1]]'}, {'lanes': None}, {'tags': '{'}, {'tags': None}])
def test_a_row_that_makes_no_sense_is_none_and_is_told(changed: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    assert vote_from(values(**changed)) is None
    assert 'makes no sense' in caplog.text
