"""Names are hidden until the reveal, and what was seen with names is not blind."""
from __future__ import annotations

import pytest

from chat.conversation import Lane
from chat.engine.chats.titles import Titles
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.judging import blind
from chat.engine.judging.judging import Judging, VoteFilter, leaderboard
from tests.engine.conftest import Feed
from tests.engine.judging.votes import answered, reply_of
from tests.waiting import until


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


async def test_lanes_that_were_revealed_start_over_elsewhere(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a', system_prompt='short'), Lane(model='fed/b', parameters={'top_p': 0.5})]))
    await answered(engine, feed, chat=chat)
    judging.reveal(chat)
    other = judging.start_blind(chat)
    assert other is not chat
    assert (blind.is_blind(other), blind.is_blind(chat)) == (True, False)
    assert judging.round(other.id) is other
    assert {(lane.model, lane.system_prompt) for lane in other.lanes} == {('fed/a', 'short'), ('fed/b', '')}


async def test_leaderboard_says_nothing_of_votes_before_their_reveal(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='fed/a'), Lane(model='fed/b')]))
    _, turn = await answered(engine, feed, chat=chat)
    judging.vote(chat, turn, 'winner', reply_of(turn, 'a'))
    assert leaderboard(list(judging.votes.values()), VoteFilter()).strengths == []
    judging.reveal(chat)
    best, other = leaderboard(list(judging.votes.values()), VoteFilter(is_blind_only=True)).strengths
    assert (best.name, best.wins, best.games, other.name) == ('fed/a', 1, 1, 'fed/b')


async def test_no_title_is_asked_of_a_model_that_must_not_be_known(engine: Engine, feed: Feed, judging: Judging) -> None:
    chat = judging.start_blind(engine.new([Lane(model='nowhere/x'), Lane(model='nowhere/y')]))
    turn = engine.send(chat, 'Explain rain to me')
    await until(lambda: not engine.is_running(chat.id))
    assert await Titles(engine).suggest(chat) == 'Rain to me'
    judging.reveal(chat)
    assert turn.id in chat.turns
    with pytest.raises(EngineError, match='nowhere/'):
        await Titles(engine).suggest(chat)
