"""One model asked several times: which lanes that makes, and what they are sent."""
from __future__ import annotations

import pytest

from chat.conversation import Delta, Lane
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.lanes import sweep
from chat.engine.lanes.sweep import Variant
from tests.engine.conftest import Feed
from tests.waiting import until

END = Delta(text='answer', finish_reason='stop')


def values(text: str) -> list[float]:
    return [variant.parameters['temperature'] for variant in sweep.temperatures(text)]


def test_temperatures_come_as_a_list_or_as_a_range() -> None:
    assert values('0, 0.5 1;1.5') == [0, 0.5, 1, 1.5]
    assert values('0 to 1 by 0.25') == [0, 0.25, 0.5, 0.75, 1]
    assert values('0.1-0.3 step 0.1') == [0.1, 0.2, 0.3]
    assert values('1, 1, 0') == [1, 0]


@pytest.mark.parametrize(('text', 'sentence'), [
    ('0, 3', '3 is not a temperature; it goes from 0 to 2'), ('warm, cold', '“warm” is not a number'), ('0.5', 'at least two different'),
    ('0 to 2 by 0.01', 'at most 12 lanes'), ('1 to 0 by 0.5', 'A range needs'), ('', 'at least two different'),
])
def test_what_is_no_list_of_temperatures_is_told(text: str, sentence: str) -> None:
    with pytest.raises(EngineError, match=sentence):
        sweep.temperatures(text)


@pytest.mark.parametrize('count', [0, 1, 13])
def test_a_prompt_is_repeated_two_to_twelve_times(count: int) -> None:
    assert len(sweep.times(12)) == 12
    with pytest.raises(EngineError, match='from 2 to 12'):
        sweep.times(count)


async def test_each_variant_is_a_lane_that_is_asked_at_once(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/m', system_prompt='Be brief', parameters={'temperature': 1.0, 'max_tokens': 9})])
    made = sweep.start(engine, chat, chat.lanes[0], 'hello', sweep.temperatures('0, 0.5'), 'temperatures')
    requests = [(await feed.request('hello')).request for _ in range(2)]
    assert [request.parameters for request in requests] == [{'temperature': 0, 'max_tokens': 9}, {'temperature': 0.5, 'max_tokens': 9}]
    assert {request.messages[0].content for request in requests} == {'Be brief'}
    assert (made.title, chat.turns) == ('2 × hello', {})


async def test_system_prompts_take_the_place_of_the_lanes_own(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/m', system_prompt='old')])
    sweep.start(engine, chat, chat.lanes[0], 'hello', sweep.system_prompts(['new', '']), 'prompts')
    sent = [[message.content for message in (await feed.request('hello')).request.messages] for _ in range(2)]
    assert sent == [['new', 'hello'], ['hello']]


async def test_repeating_the_newest_prompt_keeps_what_was_said_before_it(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/m'), Lane(model='fed/other')])
    for prompt in ('first', 'second'):
        engine.send(chat, prompt)
        for model in ('m', 'other'):
            (await feed.request(prompt, model)).put(Delta(text=f'{model} on {prompt}', finish_reason='stop'))
        await until(lambda: not engine.is_running(chat.id))
    made = sweep.start(engine, chat, chat.lanes[1], 'second', [Variant()] * 3, 'times')
    sent = [[message.content for message in (await feed.request('second')).request.messages] for _ in range(3)]
    assert sent == [['first', 'other on first', 'second']] * 3
    assert ([turn.prompt for turn in made.path()], len(made.lanes), len(chat.lanes)) == (['first', 'second'], 3, 2)


async def test_a_new_prompt_goes_on_from_the_newest_turn(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/m')])
    engine.send(chat, 'first')
    (await feed.request('first')).put(END)
    await until(lambda: not engine.is_running(chat.id))
    sweep.start(engine, chat, chat.lanes[0], 'other', [Variant()] * 2, 'times')
    sent = [[message.content for message in (await feed.request('other')).request.messages] for _ in range(2)]
    assert sent == [['first', 'answer', 'other']] * 2
