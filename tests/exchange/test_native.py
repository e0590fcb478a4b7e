from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.conversation import Candidate, Chat, ChatSettings, Lane, Part, Reply, ReplyStatus, RequestRecord, Turn, Vote, new_id
from chat.conversation.vote import excerpt_of
from chat.exchange.fields import Unreadable
from chat.exchange.native import chat_from, chat_values, votes_from
from chat.exchange.outgoing.export import FORMATS
from tests.odd_names import ODD_NAMES
from tests.store.samples import add_turn, chat_with_reply, rich_chat

TEXTS = st.one_of(st.text(max_size=200), st.sampled_from(['', '\0', '\ud83d', '\u2028\r\n\t', '👩‍👩‍👧', 'x' * 100_000, '"}]', '=1+1']))
NUMBERS = st.one_of(st.none(), st.floats(min_value=0, max_value=1e9))


def _vote(draw: st.DrawFn, turn: Turn) -> Vote:
    candidates = tuple(Candidate(lane=reply.lane, model=reply.model, reply_id=reply.id) for reply in turn.all_replies())
    outcome: Any = draw(st.sampled_from(['winner', 'tie', 'all_bad'] if candidates else ['tie', 'all_bad']))
    winner = draw(st.sampled_from(candidates)).lane if outcome == 'winner' else None
    return Vote(
        chat_id=turn.chat_id, turn_id=turn.id, candidates=candidates, outcome=outcome, winner=winner, was_blind=draw(st.booleans()),
        is_locked=draw(st.booleans()), tags=tuple(draw(st.lists(TEXTS, max_size=2))), created_at=draw(st.floats(0, 2e9)),
        prompt=excerpt_of(turn.prompt))


@st.composite
def voted_chats(draw: st.DrawFn) -> tuple[Chat, dict[str, Vote]]:
    chat = draw(chats())
    return chat, {turn.id: _vote(draw, turn) for turn in chat.turns.values() if draw(st.booleans())}


@st.composite
def chats(draw: st.DrawFn) -> Chat:
    lanes = [Lane(model=draw(TEXTS), number=number, system_prompt=draw(TEXTS), parameters={'temperature': draw(st.floats(0, 2)),
        'stop': [draw(TEXTS)]})
             for number in draw(st.lists(st.integers(0, 20), unique=True, max_size=4))]
    chat = Chat(title=draw(TEXTS), lanes=lanes, folder=draw(TEXTS), tags=draw(st.lists(TEXTS, max_size=3)), pinned=draw(st.booleans()),
                settings=ChatSettings.from_json({draw(TEXTS): draw(TEXTS)}), created_at=draw(st.floats(0, 2e9)))
    for _ in range(draw(st.integers(0, 4))):
        parent = draw(st.sampled_from([None, *chat.turns]))
        turn = Turn(chat_id=chat.id, prompt=draw(TEXTS), parent_id=parent, created_at=draw(st.floats(0, 2e9)))
        for lane in lanes:
            turn.replies[lane.number] = [_reply(draw, turn, lane, version) for version in range(1, draw(st.integers(1, 3)))] or []
        turn.replies = {number: versions for number, versions in turn.replies.items() if versions}
        chat.turns[turn.id] = turn
        chat.current_turn_id = turn.id
    return chat


def _reply(draw: st.DrawFn, turn: Turn, lane: Lane, version: int) -> Reply:
    kinds: Any = st.sampled_from(['text', 'thinking', 'tool_call', 'tool_result'])
    parts = [Part(kind=draw(kinds), pieces=[draw(TEXTS)], seconds=draw(NUMBERS),
                  detail={'id': draw(TEXTS)}) for _ in range(draw(st.integers(0, 3)))]
    return Reply(turn_id=turn.id, lane=lane.number, model=draw(TEXTS), version=version, parts=parts, status=ReplyStatus.DONE,
                 cost=draw(NUMBERS), finished_at=draw(NUMBERS), arrivals=[(1, 2, 3)],
                 request=RequestRecord(parameters={'top_p': draw(st.floats(0, 1))}, continues=draw(st.none() | st.just('a'))))


@settings(max_examples=60, deadline=None)
@given(voted=voted_chats())
def test_export_import_export_is_the_same_for_any_content(voted: tuple[Chat, dict[str, Vote]]) -> None:
    chat, votes = voted
    for name in ('json', 'jsonl'):
        first = ''.join(FORMATS[name].write([chat], votes))
        first.encode('utf-8')
        loaded = json.loads(first)
        values = loaded['chats'][0] if name == 'json' else loaded
        again = chat_from(values)
        votes_again = {vote.turn_id: vote for vote in votes_from(values, again)}
        assert ''.join(FORMATS[name].write([again], votes_again)) == first
        assert [(vote.id, vote.outcome, vote.winner, vote.was_blind, vote.is_locked, vote.created_at) for vote in votes_again.values()] == [
            (vote.id, vote.outcome, vote.winner, vote.was_blind, vote.is_locked, vote.created_at)
            for vote in sorted(votes.values(), key=lambda vote: list(again.turns).index(vote.turn_id))]


@pytest.mark.parametrize('change', [
    {'kind': 'perhaps'}, {'winner': 7}, {'winner': None}, {'id': '../x'}, {'candidates': [{'lane': 0}]}, {'candidates': 5},
    {'created_at': 'now'}, {'kind': 'tie'}, {'tags': [1]}])
def test_a_vote_that_makes_no_sense_is_refused_with_a_reason(change: dict[str, Any]) -> None:
    chat, turn, reply = chat_with_reply()
    vote = Vote(chat_id=chat.id, turn_id=turn.id, outcome='winner', winner=0, candidates=(Candidate(lane=0, model='m', reply_id=reply.id),))
    values: dict[str, Any] = chat_values(chat, {turn.id: vote})
    assert votes_from(values, chat)[0].winning_model == 'm'
    values['turns'][0]['vote'] |= change
    with pytest.raises(Unreadable, match='has a vote that is not complete'):
        votes_from(values, chat)


def test_a_chat_with_everything_in_it_comes_back_whole() -> None:
    chat = rich_chat()
    again = chat_from(json.loads(json.dumps(chat_values(chat))))
    turn, twin = next(iter(chat.turns.values())), next(iter(again.turns.values()))
    assert again.lanes == chat.lanes
    assert twin.attachments == turn.attachments
    assert [(r.id, r.status, r.error, r.usage, r.cost) for r in twin.all_replies()] == [
        (r.id, r.status, r.error, r.usage, r.cost) for r in turn.all_replies()]
    assert twin.replies[0][0].arrivals == turn.replies[0][0].arrivals
    assert twin.picked_reply_id == turn.picked_reply_id
    assert twin.shown == turn.shown


def test_models_of_any_name_come_back_by_it() -> None:
    chat = Chat(title='Odd', lanes=[Lane(model=f'e/{name}', number=number) for number, name in enumerate(ODD_NAMES)])
    text = json.dumps(chat_values(chat))
    assert [lane.model for lane in chat_from(json.loads(text)).lanes] == [f'e/{name}' for name in ODD_NAMES]


def test_branches_and_versions_are_in_the_json() -> None:
    chat, turn, _ = chat_with_reply('First')
    other = add_turn(chat, 'First, said otherwise', 'Yes', at=1010.0)
    other.parent_id = turn.parent_id
    again = chat_from(chat_values(chat))
    assert [(t.prompt, t.parent_id) for t in again.turns.values()] == [('First', None), ('First, said otherwise', None)]
    assert again.current_turn_id == other.id


def test_a_reply_that_was_running_counts_as_interrupted() -> None:
    chat, _, _ = chat_with_reply(status=None)
    again = chat_from(chat_values(chat))
    assert [reply.status for turn in again.turns.values() for reply in turn.all_replies()] == [ReplyStatus.INTERRUPTED]


def _broken(change: str) -> dict[str, Any]:
    chat, turn, _ = chat_with_reply()
    add_turn(chat, 'Two', 'Yes', at=1010.0)
    values: dict[str, Any] = chat_values(chat)
    first, second = values['turns']
    match change:
        case 'id':
            values['id'] = '../../etc/passwd'
        case 'no turns':
            del values['turns']
        case 'circle':
            first['parent_id'] = second['id']
        case 'double':
            second['id'] = first['id']
        case 'status':
            first['replies'][0]['status'] = 'dancing'
        case 'newer':
            values['version'] = 99
        case 'time':
            values['created_at'] = 'yesterday'
        case 'reply id':
            second['replies'][0]['id'] = first['replies'][0]['id']
        case 'kind':
            first['replies'][0]['parts'][0]['kind'] = 'image'
    return values


@pytest.mark.parametrize('change', ['id', 'no turns', 'circle', 'double', 'status', 'newer', 'time', 'reply id', 'kind'])
def test_a_chat_that_makes_no_sense_is_refused_with_a_reason(change: str) -> None:
    with pytest.raises(Unreadable, match='is not complete|newer version'):
        chat_from(_broken(change))


def test_a_long_chain_of_turns_is_no_problem() -> None:
    chat = Chat(lanes=[Lane(model='demo/fast')])
    for number in range(5000):
        turn = Turn(chat_id=chat.id, prompt=str(number), parent_id=chat.current_turn_id, created_at=float(number), id=new_id())
        chat.turns[turn.id] = turn
        chat.current_turn_id = turn.id
    assert len(chat_from(chat_values(chat)).path()) == 5000
