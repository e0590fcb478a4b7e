"""The lanes of a comparison get the same result for the same call."""
from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from chat.conversation import Chat, Delta, Reply
from chat.engine.engine import Engine
from tests.engine.conftest import Feed
from tests.engine.tools.conftest import CALLED, DONE, call, chat_with, next_round, results
from tests.waiting import until

ONE, SAME = '{"city": "Rome", "days": 3}', '{"days":3,"city":"Rome"}'


def ran() -> list[object]:
    found: list[object] = sys.modules['polylogue_models_mine'].ran
    return found


async def both_call(engine: Engine, feed: Feed, chat: Chat, name: str, first: str, second: str) -> list[Reply]:
    chat.lanes[1].model = 'fed/other'
    turn = engine.send(chat, 'Do it')
    for model, arguments in (('m', first), ('other', second)):
        (await feed.request('Do it', model)).put(call(name, arguments), CALLED)
    for _ in range(2):
        (await next_round(feed)).put(DONE)
    replies = [versions[0] for versions in turn.replies.values()]
    await until(lambda: not any(reply.is_running for reply in replies))
    return replies


async def test_the_same_call_is_run_once(tooled: Engine, feed: Feed) -> None:
    replies = await both_call(tooled, feed, chat_with(tooled, lanes=2), 'get_weather', ONE, SAME)
    assert ran() == [('Rome', 3)]
    assert [results(reply) for reply in replies] == [['Rain in Rome for 3 days.']] * 2
    assert sum('recorded' in part.detail for reply in replies for part in reply.parts) == 1


@pytest.mark.parametrize('second', ['{"city": "Oslo", "days": 3}', '{"city": "Rome"}'])
async def test_other_arguments_are_another_call(tooled: Engine, feed: Feed, second: str) -> None:
    await both_call(tooled, feed, chat_with(tooled, lanes=2), 'get_weather', ONE, second)
    assert len(ran()) == 2


async def test_each_lane_may_have_a_world_of_its_own(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled, lanes=2)
    chat.settings = replace(chat.settings, is_one_world=False)
    await both_call(tooled, feed, chat, 'get_weather', ONE, SAME)
    assert len(ran()) == 2


async def test_what_changes_something_is_done_for_each_lane(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled, lanes=2)
    chat.settings = replace(chat.settings, allowed_tools=('mine/delete_file',))
    await both_call(tooled, feed, chat, 'delete_file', '{"path": "a"}', '{"path": "a"}')
    assert ran() == ['a', 'a']


async def test_a_retry_of_the_turn_is_served_from_the_record(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled, lanes=2)
    replies = await both_call(tooled, feed, chat, 'get_weather', ONE, SAME)
    again = tooled.retry(chat, replies[0])
    (await feed.request('Do it', 'm')).put(call('get_weather', SAME, id='c9'), CALLED)
    (await next_round(feed)).put(Delta(text='Rain.'), DONE)
    await until(lambda: not again.is_running)
    assert ran() == [('Rome', 3)]
    assert results(again) == ['Rain in Rome for 3 days.']
