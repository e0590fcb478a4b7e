"""Lanes come, go, rest and are judged; what each is sent stays its own."""
from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from chat.conversation import Chat, Delta, Lane, ReplyStatus, Turn
from chat.engine.chats import branches
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.engine.lanes.sent import sent_request
from chat.providers.provider import ErrorKind, ProviderError
from chat.settings import Settings
from tests.engine.conftest import Feed
from tests.waiting import until


def chat_of(engine: Engine, *models: str) -> Chat:
    return engine.new([Lane(model=f'fed/{model}') for model in models])


async def answer(engine: Engine, feed: Feed, chat: Chat, prompt: str, *models: str, history: Any = 'own') -> Turn:
    """Send, and let each model say its name."""
    turn = engine.send(chat, prompt, history=history)
    for model in models:
        (await feed.request(prompt, model)).put(Delta(text=f'{model}!'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    return turn


def test_the_same_model_is_numbered_from_the_second_on(engine: Engine) -> None:
    chat = chat_of(engine, 'a', 'b', 'a', 'a')
    assert list(lanes.names_of(chat.lanes).values()) == ['fed/a', 'fed/b', 'fed/a (2)', 'fed/a (3)']


async def test_a_chat_gets_a_second_lane_that_goes_on_from_the_first(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a')
    await answer(engine, feed, chat, 'one', 'a')
    added = lanes.add(engine, chat, 'fed/b')
    engine.send(chat, 'two')
    sent = [m.content for m in (await feed.request('two', 'b')).request.messages]
    assert sent == ['one', 'a!', 'two']
    assert added.number == 1


async def test_more_than_twelve_lanes_are_refused(engine: Engine) -> None:
    chat = chat_of(engine, *'abcdefghijkl')
    with pytest.raises(EngineError, match='at most 12'):
        lanes.add(engine, chat, 'fed/m')


async def test_removing_a_lane_stops_it_and_keeps_what_it_wrote(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    turn = engine.send(chat, 'go')
    stream = await feed.request('go', 'b')
    stream.put(Delta(text='half'))
    await until(lambda: turn.replies[1][0].text == 'half')
    lanes.remove(engine, chat, 1)
    await until(lambda: stream.is_closed and not engine.is_running(chat.id, 1))
    assert turn.replies[1][0].status is ReplyStatus.STOPPED
    assert [lane.number for lane in chat.lanes] == [0]
    assert lanes.add(engine, chat, 'fed/c').number == 2, 'a number is never used twice'
    with pytest.raises(EngineError, match='removed'):
        lanes.park(engine, chat, 1, is_parked=True)


async def test_the_last_lane_stays(engine: Engine) -> None:
    chat = chat_of(engine, 'a')
    with pytest.raises(EngineError, match='last lane'):
        lanes.remove(engine, chat, 0)


async def test_a_parked_lane_sits_the_turn_out(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    lanes.park(engine, chat, 1, is_parked=True)
    turn = await answer(engine, feed, chat, 'one', 'a')
    assert list(turn.replies) == [0]
    lanes.park(engine, chat, 1, is_parked=False)
    assert set((await answer(engine, feed, chat, 'two', 'a', 'b')).replies) == {0, 1}


async def test_a_follow_up_goes_to_the_lanes_that_are_done(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    engine.send(chat, 'one')
    (await feed.request('one', 'a')).put(Delta(text='quick'), Delta(finish_reason='stop'))
    slow = await feed.request('one', 'b')
    assert not lanes.has_free_lane(engine, chat) or engine.is_running(chat.id, 1)
    await until(lambda: not engine.is_running(chat.id, 0))
    assert lanes.has_free_lane(engine, chat)
    turn = engine.send(chat, 'two')
    assert list(turn.replies) == [0]
    slow.put(Delta(text='slow'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id, 1))
    assert chat.path()[0].replies[1][0].text == 'slow'


async def test_only_the_failed_lanes_are_asked_again(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b', 'c')
    turn = engine.send(chat, 'go')
    for model in 'ac':
        (await feed.request('go', model)).put(Delta(text=model), Delta(finish_reason='stop'))
    (await feed.request('go', 'b')).put(ProviderError(ErrorKind.REFUSED, 'No.'))
    await until(lambda: not engine.is_running(chat.id))
    assert [reply.lane for reply in lanes.retry_failed(engine, chat)] == [1]
    (await feed.request('go', 'b')).put(Delta(text='b'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert [len(turn.replies[number]) for number in range(3)] == [1, 2, 1]
    assert lanes.failed_replies(chat) == []


async def test_a_lane_that_may_not_be_asked_again_keeps_no_other_from_it(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='nowhere/a'), Lane(model='fed/b')])
    turn = engine.send(chat, 'go')
    (await feed.request('go', 'b')).put(ProviderError(ErrorKind.REFUSED, 'No.'))
    await until(lambda: not engine.is_running(chat.id))
    with pytest.raises(EngineError, match='no endpoint called “nowhere”'):
        lanes.retry_failed(engine, chat)
    (await feed.request('go', 'b')).put(Delta(text='b'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert [[one.status for one in turn.replies[number]] for number in range(2)] == [['failed'], ['failed', 'done']]


async def test_a_blind_comparison_is_told_of_a_refusal_where_names_are_hidden(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='nowhere/a'), Lane(model='fed/b')])
    blind.start(engine, chat)
    turn = engine.send(chat, 'go')
    (await feed.request('go')).put(Delta(text='b'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    refused = next(reply for reply in turn.all_replies() if reply.model == 'nowhere/a')
    assert engine.retry(chat, refused).status == 'failed'


async def test_all_go_on_from_the_picked_answer_when_the_turn_says_so(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    turn = await answer(engine, feed, chat, 'one', 'a', 'b')
    reply = turn.reply(1)
    assert reply
    lanes.pick(engine, chat, turn, reply)
    engine.send(chat, 'two', history='picked')
    for model in 'ab':
        stream = await feed.request('two', model)
        assert [m.content for m in stream.request.messages] == ['one', 'b!', 'two']
        stream.put(Delta(text='x'), Delta(finish_reason='stop'))


async def test_what_is_picked_counts_while_it_is_on_the_screen(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    turn = await answer(engine, feed, chat, 'one', 'a', 'b')
    picked = turn.replies[1][0]
    lanes.pick(engine, chat, turn, picked)
    edited = branches.edit_reply(engine, chat, picked, 'better b')
    engine.send(chat, 'two', history='picked')
    sent = {model: [m.content for m in (await feed.request('two', model)).request.messages] for model in 'ab'}
    assert sent == {'a': ['one', 'a!', 'two'], 'b': ['one', 'better b', 'two']}, 'the star is off, so each goes on from its own'
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))
    branches.show_version(engine, chat, edited, -1)
    engine.send(chat, 'three', history='picked')
    assert [m.content for m in (await feed.request('three', 'a')).request.messages][:2] == ['one', 'b!']


async def test_a_model_that_was_asked_once_and_failed_is_the_one_that_is_retried(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    turn = await answer(engine, feed, chat, 'one', 'a', 'b')
    failed = engine.regenerate(chat, turn.replies[0][0], 'fed/other')
    (await feed.request('one', 'other')).put(ProviderError(ErrorKind.BAD_REQUEST, 'No.'))
    await until(lambda: not engine.is_running(chat.id))
    again = lanes.retry_failed(engine, chat)
    assert [(one.model, one.lane) for one in again] == [('fed/other', 0)]
    (await feed.request('one', 'other')).put(Delta(text='Well.'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert engine.regenerate(chat, again[0]).model == 'fed/a', 'an answer that is there is regenerated by the model of the lane'
    assert failed.version == 2


async def test_picking_twice_takes_the_mark_away(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    turn = await answer(engine, feed, chat, 'one', 'a', 'b')
    reply = turn.reply(0)
    assert reply
    lanes.pick(engine, chat, turn, reply)
    assert turn.picked_reply is reply
    await engine.store.flush()
    loaded = await engine.store.load_chat(chat.id)
    assert loaded
    assert loaded.turns[turn.id].picked_reply_id == reply.id
    lanes.pick(engine, chat, turn, reply)
    assert turn.picked_reply is None


async def test_parameters_are_checked_and_sent(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a')
    wanted = {'temperature': '0.5', 'max_tokens': 20, 'top_p': '', 'stop': ['x', '', '  ']}
    lanes.instruct(engine, chat, 0, system_prompt='Be brief.', parameters=wanted)
    engine.send(chat, 'go')
    request = (await feed.request('go', 'a')).request
    assert request.messages[0].content == 'Be brief.'
    assert request.parameters == {'temperature': 0.5, 'max_tokens': 20, 'stop': ['x']}


@pytest.mark.parametrize(('parameters', 'what'), [
    ({'temperature': 'warm'}, 'not a number'), ({'temperature': 3}, 'between 0 and 2'), ({'top_p': 'nan'}, 'between'),
    ({'max_tokens': 0}, 'between'),
    ({'reasoning_effort': 'huge'}, 'one of'), ({'stop': list('abcde')}, 'at most 4'), ({'api_key': 'x'}, 'no parameter'),
])
def test_wrong_parameters_are_refused_in_words(engine: Engine, parameters: dict[str, Any], what: str) -> None:
    chat = chat_of(engine, 'a')
    with pytest.raises(EngineError, match=what):
        lanes.instruct(engine, chat, 0, system_prompt='', parameters=parameters)
    assert chat.lanes[0].parameters == {}


async def test_what_was_sent_is_made_again_as_it_was(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, 'a', 'b')
    await answer(engine, feed, chat, 'one', 'a', 'b')
    lanes.instruct(engine, chat, 1, system_prompt='Then.', parameters={'temperature': 1})
    turn = await answer(engine, feed, chat, 'two', 'a', 'b')
    lanes.instruct(engine, chat, 1, system_prompt='Now.', parameters={})
    reply = turn.reply(1)
    assert reply
    sent = sent_request(engine, chat, turn, reply)
    assert sent
    assert (sent.system_prompt, sent.parameters) == ('Then.', {'temperature': 1.0})
    assert [message.content for message in sent.messages] == ['one', 'b!', 'two']
    assert sent.body == {'model': 'b'}


def test_sets_of_lanes_are_kept_and_deleted(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, None, {})
    parameters = {'temperature': 0.5, 'stop': ['a', 'b']}
    chosen = [Lane(model='demo/fast', system_prompt='Be "brief".', parameters=parameters), Lane(model='demo/slow')]
    lanes.keep_set(settings, '  Two  demos ', chosen)
    lanes.keep_set(settings, 'Other', chosen[:1])
    again = Settings.load(tmp_path, None, {})
    first = lanes.lane_sets(again)[0]
    assert (first.name, first.models) == ('Two demos', ('demo/fast', 'demo/slow'))
    assert (first.lanes[0].system_prompt, first.lanes[0].parameters) == ('Be "brief".', parameters)
    lanes.drop_set(again, 'Two demos')
    assert [one.name for one in lanes.lane_sets(again)] == ['Other']
    with pytest.raises(EngineError, match='name'):
        lanes.keep_set(again, ' ', chosen)


async def test_all_lanes_start_in_the_same_instant(engine: Engine, feed: Feed) -> None:
    chat = chat_of(engine, *'abcdef')
    engine.send(chat, 'go')
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert feed.count == 6, 'one lane waits for another'
