"""One model asked several times: which lanes that makes, and what they are sent."""
from __future__ import annotations

import pytest

from chat.conversation import ChatSettings, Delta, Lane
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


def swept(name: str, text: str) -> list[object]:
    field, _, key = name.partition('.')
    return [one.parameters[field][key] if key else one.parameters[field] for one in sweep.fields(name, text)]


def test_any_field_has_values_as_its_kind_is_written() -> None:
    assert swept('seed', '1, 2 3') == [1, 2, 3]
    assert swept('seed', '1 to 3 by 1') == [1, 2, 3]
    assert swept('top_p', '0.5;1') == [0.5, 1.0]
    assert swept('max_tokens', '10\ndefault') == [10, None]
    assert swept('reasoning_effort', 'low\nhigh\nlow') == ['low', 'high']
    assert swept('tool_choice', 'auto\nget_weather') == ['auto', 'get_weather']
    assert swept('output_format', 'text\njson\n{"type":\n "object"}\n{"type": "array"}') == [
        None, 'json', {'type': 'object'}, {'type': 'array'}]
    assert swept('more.top_k', '20\n40\ndefault') == [20, 40, None]
    assert swept('more.provider', '{"order": ["a"]},\n{"order": ["b"]}') == [{'order': ['a']}, {'order': ['b']}]
    assert swept('more.min_p', '0 to 0.2 by 0.1') == [0, 0.1, 0.2]


@pytest.mark.parametrize(('name', 'text', 'sentence'), [
    ('seed', 'one, two', 'seed must be a whole number'), ('seed', '1.5, 2', 'seed must be'),
    ('top_p', '0.5, 2', 'top p must be between 0 and 1'),
    ('reasoning_effort', 'much\nlittle', 'reasoning effort must be one of'), ('output_format', 'json\nyaml', 'must be a JSON object'),
    ('output_format', '{"type": \n{', 'begins like JSON'), ('more.', '1\n2', 'Name the field'),
    ('more.top_k', '1', 'at least two different'),
    ('more.a', '{"b": NaN}\n{"b": 1}', 'begins like JSON'), ('more.a', '1e999\n2', 'a number that JSON has not'),
    ('magic', '1\n2', 'There is no parameter'), ('seed', ' '.join(map(str, range(50))), 'at most 12 lanes')])
def test_values_that_nobody_takes_are_told(name: str, text: str, sentence: str) -> None:
    with pytest.raises(EngineError, match=sentence):
        sweep.fields(name, text)


async def test_a_field_of_one_service_stands_beside_the_lanes_own_and_tools_go_along(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/m', parameters={'seed': 7, 'more': {'top_k': 5, 'min_p': 0.1}})])
    chat.settings = ChatSettings(tools=('files',), is_one_world=False)
    made = sweep.start(engine, chat, chat.lanes[0], 'hello', sweep.fields('more.top_k', '20\ndefault'), 'fields')
    assert [lane.parameters for lane in made.lanes] == [
        {'seed': 7, 'more': {'top_k': 20, 'min_p': 0.1}}, {'seed': 7, 'more': {'min_p': 0.1}}]
    assert (made.settings.repeat, made.settings.tools, made.settings.is_one_world) == ('fields', ('files',), False)
    other = sweep.start(engine, chat, chat.lanes[0], 'hello', sweep.fields('seed', '1 default'), 'fields')
    assert [lane.parameters.get('seed') for lane in other.lanes] == [1, None]
