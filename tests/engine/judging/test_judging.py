"""Votes, what hides before a reveal, and answers that are merged."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chat.conversation import Delta, Lane
from chat.engine.chats import branches
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.judging.judging import Judging, VoteFilter, merged_from
from chat.engine.lanes import lanes
from chat.engine.lanes.sent import sent_request
from chat.store.store import Store
from chat.store.tables.votes import Votes
from tests.engine.conftest import Feed
from tests.engine.judging.votes import answered, reply_of, vote
from tests.waiting import until


async def test_pick_counts_as_a_vote_that_is_not_blind(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    judging.pick(chat, turn, reply_of(turn, 'b'))
    vote = judging.votes[turn.id]
    assert (vote.winning_model, vote.models, vote.was_blind, vote.is_locked) == ('fed/b', ['fed/a', 'fed/b'], False, False)
    assert turn.picked_reply_id == reply_of(turn, 'b').id


async def test_pictures_are_answers_that_can_be_picked(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = engine.new([Lane(model='fed/a'), Lane(model='fed/b')])
    turn = engine.send(chat, 'draw')
    for _ in chat.lanes:
        (await feed.request('draw')).put(Delta(picture_link='https://example.org/a.png'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    judging.pick(chat, turn, reply_of(turn, 'b'))
    assert judging.votes[turn.id].winning_model == 'fed/b'


async def test_pick_can_be_moved_and_taken_back(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    judging.pick(chat, turn, reply_of(turn, 'b'))
    judging.pick(chat, turn, reply_of(turn, 'a'))
    assert judging.votes[turn.id].winning_model == 'fed/a'
    judging.pick(chat, turn, reply_of(turn, 'a'))
    assert judging.votes == {}
    assert turn.picked_reply_id is None


async def test_the_users_own_words_are_no_vote_for_a_model(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    judging.pick(chat, turn, reply_of(turn, 'a'))
    edited = branches.edit_reply(engine, chat, reply_of(turn, 'b'), 'My words')
    judging.pick(chat, turn, edited)
    assert judging.votes == {}
    assert turn.picked_reply is edited, 'the talk goes on from it all the same'
    assert edited not in judging.candidates(chat, turn)


async def test_pick_before_the_others_have_ended_counts_too(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = engine.new([Lane(model='fed/a'), Lane(model='fed/b')])
    turn = engine.send(chat, 'why?')
    (await feed.request('why?', 'a')).put(Delta(text='quick'), Delta(finish_reason='stop'))
    await until(lambda: len(engine.tasks[chat.id]) == 1)
    judging.pick(chat, turn, reply_of(turn, 'a'))
    assert judging.votes[turn.id].models == ['fed/a', 'fed/b']


async def test_nothing_to_vote_on_while_a_lane_writes(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a'), Lane(model='fed/b')]))
    turn = engine.send(chat, 'why?')
    (await feed.request('why?')).put(Delta(text='done'), Delta(finish_reason='stop'))
    await until(lambda: len(engine.tasks[chat.id]) == 1)
    with pytest.raises(EngineError, match='all must have ended'):
        judging.vote(chat, turn, 'tie')
    with pytest.raises(EngineError, match='all lanes have ended'):
        judging.reveal(chat)
    assert judging.votes == {}


async def test_votes_survive_a_restart(engine: Engine, feed: Feed, judging: Judging, tmp_path: Path) -> None:
    chat = engine.new([Lane(model='fed/a'), Lane(model='fed/b')])
    chat.tags = ['poems']
    _, turn = await answered(engine, feed, chat=chat)
    judging.vote(chat, turn, 'winner', reply_of(turn, 'a'))
    await engine.close()
    await engine.store.close()
    store = Store(tmp_path / 'chats.db')
    store.open()
    assert await Votes(store).list() == [judging.votes[turn.id]]
    await store.close()


async def test_deleted_chat_leaves_its_vote_without_the_words(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    judging.vote(chat, turn, 'tie')
    await engine.store.flush()
    await engine.delete(chat.id)
    assert judging.votes[turn.id].prompt == ''
    await engine.store.flush()
    assert [(vote.prompt, vote.outcome) for vote in await Votes(engine.store).list()] == [('', 'tie')]


def test_votes_are_filtered_by_tag_day_and_blindness() -> None:
    assert VoteFilter(tag='poems').takes(vote(0, tags=('poems', 'x')))
    assert not VoteFilter(tag='poems').takes(vote(0))
    assert VoteFilter(since=date(2026, 3, 5), until=date(2026, 3, 5)).takes(vote(0))
    assert not VoteFilter(since=date(2026, 3, 6)).takes(vote(0))
    assert not VoteFilter(until=date(2026, 3, 4)).takes(vote(0))
    assert not VoteFilter(is_blind_only=True).takes(vote(0))
    assert VoteFilter(is_blind_only=True).takes(vote(0, was_blind=True, is_locked=True))


async def test_merge_asks_with_all_answers_and_is_kept(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    reply = judging.merge(chat, turn, 'fed/c')
    stream = await feed.request('', 'c')
    asked = stream.request.messages[-1].content
    assert all(words in asked for words in ('why?', 'I am a.', 'I am b.'))
    stream.put(Delta(text='Both.'), Delta(finish_reason='stop'))
    await until(lambda: not reply.is_running)
    assert [source.model for source in merged_from(turn, reply)] == ['fed/a', 'fed/b']
    await engine.store.flush()
    stored = await engine.store.load_chat(chat.id)
    assert stored
    assert stored.lanes[-1].merges
    assert [source.text for source in merged_from(stored.turns[turn.id], stored.turns[turn.id].replies[2][0])] == ['I am a.', 'I am b.']


async def test_merged_answer_is_regenerated_with_its_sources_and_sits_out_later_turns(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    reply = judging.merge(chat, turn, 'fed/c')
    (await feed.request('', 'c')).put(Delta(text='Both.'), Delta(finish_reason='stop'))
    await until(lambda: not reply.is_running)
    engine.regenerate(chat, reply)
    again = await feed.request('', 'c')
    assert 'I am b.' in again.request.messages[-1].content
    again.put(Delta(text='Once more.'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    later = engine.send(chat, 'and then?')
    assert set(later.replies) == {0, 1}
    sent = sent_request(engine, chat, turn, reply)
    assert sent
    assert 'I am a.' in sent.messages[-1].content
    assert judging.candidates(chat, turn) == [turn.reply(0), turn.reply(1)], 'a merged answer is no candidate'
    assert lanes.names_of(chat.lanes)[2] == 'Merged by fed/c'
    assert branches.fork(engine, chat, turn, 2).path()[0].prompt == 'why?'


async def test_merge_needs_two_answers_and_names(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a')
    with pytest.raises(EngineError, match='two complete answers'):
        judging.merge(chat, turn, 'fed/c')
    blind_chat = judging.start_blind(engine.new([Lane(model='fed/a'), Lane(model='fed/b')]))
    _, turn = await answered(engine, feed, chat=blind_chat)
    with pytest.raises(EngineError, match='reveal'):
        judging.merge(blind_chat, turn, 'fed/c')
    assert len(blind_chat.lanes) == 2


async def test_a_merged_answer_is_not_asked_for_again_without_its_sources(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    reply = judging.merge(chat, turn, 'fed/c')
    (await feed.request('', 'c')).put(Delta(text='Both.'), Delta(finish_reason='stop'))
    await until(lambda: not reply.is_running)
    again = engine.regenerate(chat, turn.replies[0][0])
    (await feed.request('why?', 'a')).put(Delta(text='Half'), Delta(finish_reason='length'))
    await until(lambda: not again.is_running)
    with pytest.raises(EngineError, match='two complete answers'):
        engine.retry(chat, reply)
    with pytest.raises(EngineError, match='two complete answers'):
        judging.merge(chat, turn, 'fed/c')
