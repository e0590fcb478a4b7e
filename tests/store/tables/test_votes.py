"""Where votes are kept: they can be seen before they are on the disk, and outlive their chat without its words."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from chat.conversation import Candidate, Vote
from chat.store.store import Store
from chat.store.tables.votes import Votes
from tests.store.samples import chat_with_reply, locked, rows


def vote_on(chat_id: str, turn_id: str, at: float = 1.0) -> Vote:
    return Vote(chat_id=chat_id, turn_id=turn_id, outcome='tie', created_at=at, prompt='Why?',
                candidates=(Candidate(lane=0, model='a/b', reply_id='r'), Candidate(lane=1, model='c/d', reply_id='s')))


async def test_votes_are_listed_oldest_first_also_before_they_are_on_the_disk(store: Store, path: Path) -> None:
    votes = Votes(store)
    later, first = vote_on('c', 't', 2.0), vote_on('c', 'u', 1.0)
    with locked(path):
        votes.save(later)
        votes.save(first)
        assert await votes.list() == [first, later]
        votes.delete(first)
        assert await votes.list() == [later]
    await store.flush()
    assert await votes.list() == [later]


async def test_a_vote_outlives_its_chat_without_the_words_of_the_prompt(store: Store, path: Path) -> None:
    chat, turn, _ = chat_with_reply()
    votes, vote = Votes(store), vote_on(chat.id, turn.id)
    store.save_whole_chat(chat)
    votes.save(vote)
    await store.flush()
    store.delete_chat(chat.id)
    await store.flush()
    assert await votes.list() == [replace(vote, prompt='')]
    assert b'Why?' not in path.read_bytes() or rows(path, 'SELECT prompt FROM votes') == [('',)]
