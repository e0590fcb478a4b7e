"""Votes, what hides before a reveal, and answers that are merged."""
from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from chat.conversation import Chat, Delta, Lane, Reply, Turn, Vote
from chat.engine.chats import branches
from chat.engine.chats.titles import Titles
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.judging import blind
from chat.engine.judging.judging import Judging, VoteFilter, leaderboard, merged_from
from chat.engine.lanes import lanes
from chat.engine.lanes.sent import sent_request
from chat.store.store import Store
from chat.store.tables.votes import Votes
from tests.engine.conftest import Feed, until


@pytest.fixture
def judging(engine: Engine) -> Judging:
    return Judging(engine)


async def answered(engine: Engine, feed: Feed, *models: str, chat: Chat | None = None, prompt: str = 'why?') -> tuple[Chat, Turn]:
    """A turn that every lane has answered with its model's name."""
    chat = chat or engine.new([Lane(model=f'fed/{model}') for model in models])
    turn = engine.send(chat, prompt)
    for _ in chat.lanes:
        stream = await feed.request(prompt)
        stream.put(Delta(text=f'I am {stream.request.model}.'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    return chat, turn


def reply_of(turn: Turn, model: str) -> Reply:
    return next(reply for reply in turn.all_replies() if reply.model == f'fed/{model}')


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


async def test_names_are_letters_until_the_reveal(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a'), Lane(model='fed/b')]))
    assert list(blind.aliases(chat).values()) == ['Model A', 'Model B']
    assert list(blind.aliases(chat)) == [lane.number for lane in chat.lanes]
    await answered(engine, feed, chat=chat)
    judging.reveal(chat)
    assert blind.aliases(chat) == {}


def test_order_and_numbers_are_shuffled(engine: Engine) -> None:
    orders = set()
    for _ in range(60):
        chat = blind.start(engine, engine.new([Lane(model='fed/a'), Lane(model='fed/b'), Lane(model='fed/c')]))
        assert [lane.number for lane in chat.lanes] == [3, 4, 5]
        orders.add(''.join(lane.model[-1] for lane in chat.lanes))
    assert len(orders) > 3


async def test_answers_move_along_when_names_are_hidden_later(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    judging.start_blind(chat)
    for lane in chat.lanes:
        reply = turn.reply(lane.number)
        assert reply
        assert (reply.model, reply.lane) == (lane.model, lane.number)
    await engine.store.flush()
    stored = await engine.store.load_chat(chat.id)
    assert stored
    models = {number: replies[0].model for number, replies in stored.turns[turn.id].replies.items()}
    assert models == {lane.number: lane.model for lane in chat.lanes}


async def test_vote_on_answers_that_were_seen_with_names_is_not_blind(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat, turn = await answered(engine, feed, 'a', 'b')
    judging.start_blind(chat)
    assert not judging.vote(chat, turn, 'tie').was_blind
    chat, later = await answered(engine, feed, chat=chat, prompt='and then?')
    assert judging.vote(chat, later, 'tie').was_blind


async def test_vote_can_be_changed_until_the_reveal_and_not_after(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a'), Lane(model='fed/b')]))
    _, turn = await answered(engine, feed, chat=chat)
    judging.vote(chat, turn, 'all_bad')
    judging.vote(chat, turn, 'winner', reply_of(turn, 'a'))
    assert turn.picked_reply_id == reply_of(turn, 'a').id
    judging.reveal(chat)
    with pytest.raises(EngineError, match='stays as it is'):
        judging.vote(chat, turn, 'winner', reply_of(turn, 'b'))
    judging.pick(chat, turn, reply_of(turn, 'b'))
    vote = judging.votes[turn.id]
    assert (vote.winning_model, vote.was_blind, vote.is_locked) == ('fed/a', True, True)
    assert turn.picked_reply_id == reply_of(turn, 'b').id, 'the conversation may go on from another answer all the same'


async def test_nothing_to_vote_on_while_a_lane_writes(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a'), Lane(model='fed/b')]))
    turn = engine.send(chat, 'why?')
    (await feed.request('why?')).put(Delta(text='done'), Delta(finish_reason='stop'))
    await until(lambda: len(engine.tasks[chat.id]) == 1)
    with pytest.raises(EngineError, match='all have ended'):
        judging.vote(chat, turn, 'tie')
    with pytest.raises(EngineError, match='all lanes have ended'):
        judging.reveal(chat)
    assert judging.votes == {}


async def test_lanes_that_were_revealed_start_over_elsewhere(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a', system_prompt='short'), Lane(model='fed/b', parameters={'top_p': 0.5})]))
    await answered(engine, feed, chat=chat)
    judging.reveal(chat)
    other = judging.start_blind(chat)
    assert other is not chat
    assert (blind.is_blind(other), blind.is_blind(chat)) == (True, False)
    assert judging.round(other.id) is other
    assert {(lane.model, lane.system_prompt) for lane in other.lanes} == {('fed/a', 'short'), ('fed/b', '')}


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


def vote(winner: int | None, *, day: str = '2026-03-05', **facts: object) -> Vote:
    when = time.mktime(time.strptime(f'{day} 12:00', '%Y-%m-%d %H:%M'))
    found = Vote(chat_id='c', turn_id='t', outcome='tie' if winner is None else 'winner', winner=winner, created_at=when, candidates=())
    for name, value in facts.items():
        setattr(found, name, value)
    return found


def test_votes_are_filtered_by_tag_day_and_blindness() -> None:
    assert VoteFilter(tag='poems').takes(vote(0, tags=('poems', 'x')))
    assert not VoteFilter(tag='poems').takes(vote(0))
    assert VoteFilter(since=date(2026, 3, 5), until=date(2026, 3, 5)).takes(vote(0))
    assert not VoteFilter(since=date(2026, 3, 6)).takes(vote(0))
    assert not VoteFilter(until=date(2026, 3, 4)).takes(vote(0))
    assert not VoteFilter(is_blind_only=True).takes(vote(0))
    assert VoteFilter(is_blind_only=True).takes(vote(0, was_blind=True, is_locked=True))


async def test_leaderboard_says_nothing_of_votes_before_their_reveal(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a'), Lane(model='fed/b')]))
    _, turn = await answered(engine, feed, chat=chat)
    judging.vote(chat, turn, 'winner', reply_of(turn, 'a'))
    assert leaderboard(list(judging.votes.values()), VoteFilter()).strengths == []
    judging.reveal(chat)
    best, other = leaderboard(list(judging.votes.values()), VoteFilter(is_blind_only=True)).strengths
    assert (best.name, best.wins, best.games, other.name) == ('fed/a', 1, 1, 'fed/b')


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


async def test_no_title_is_asked_of_a_model_that_must_not_be_known(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='nowhere/x'), Lane(model='nowhere/y')]))
    turn = engine.send(chat, 'Explain rain to me')
    await until(lambda: not engine.is_running(chat.id))
    assert await Titles(engine).suggest(chat) == 'Rain to me'
    judging.reveal(chat)
    assert turn.id in chat.turns
    with pytest.raises(EngineError, match='nowhere/'):
        await Titles(engine).suggest(chat)


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
