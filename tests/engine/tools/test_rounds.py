"""A reply that uses tools goes on with what came of them, and ends once."""
from __future__ import annotations

import sys
from pathlib import Path

import pytest

from chat.conversation import ChatSettings, Delta, Reply, ToolCall, Usage
from chat.conversation.measures import speed_of
from chat.engine.engine import Engine
from chat.engine.tools import outcome
from chat.engine.tools.python_source import PythonSource
from chat.providers.provider import ErrorKind, ProviderError
from chat.settings.preferences import TOOL_ROUNDS, TOOL_SECONDS
from tests.engine.conftest import Feed
from tests.engine.tools.conftest import CALLED, DONE, asked, call, chat_with, kinds, next_round, results, states
from tests.waiting import until

WEATHER = '{"city": "Rome", "days": 3}'


async def ended(reply: Reply) -> Reply:
    await until(lambda: not reply.is_running)
    return reply


async def test_the_model_goes_on_with_what_came_of_its_call(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    reply, first = await asked(tooled, feed, chat, Delta(thinking='Hm.'), Delta(text='Let me see.'), call('get_weather', WEATHER))
    assert [tool.name for tool in first.request.tools][:2] == ['get_weather', 'fail']
    second = await next_round(feed)
    assert [message.role for message in second.request.messages] == ['user', 'assistant', 'tool']
    assert second.request.messages[2].content == 'Rain in Rome for 3 days.'
    second.put(Delta(text='It rains.'), DONE)
    await ended(reply)
    assert (reply.status, states(reply)) == ('done', ['done'])
    assert kinds(reply) == ['thinking', 'text', 'tool_call', 'tool_result', 'text']
    assert reply.text == 'Let me see.\n\nIt rains.'
    assert reply.usage == Usage(input_tokens=30, output_tokens=12)


async def test_the_time_of_tools_is_not_that_of_the_model(tooled: Engine, feed: Feed) -> None:
    reply, _ = await asked(tooled, feed, chat_with(tooled), call('get_weather', WEATHER))
    (await next_round(feed)).put(Delta(text='It rains.'), DONE)
    await ended(reply)
    part = next(part for part in reply.parts if part.kind == 'tool_call')
    assert part.detail['waited'] > 0
    assert reply.first_token_at
    part.detail['waited'], reply.finished_at = 30.0, reply.first_token_at + 32
    speed = speed_of(reply)
    assert speed
    assert round(speed.number, 3) == 6  # 12 tokens in the two seconds that are left


async def test_no_tools_are_offered_until_they_are_chosen(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    chat.settings = ChatSettings()
    tooled.send(chat, 'Do it')
    assert (await feed.request('Do it')).request.tools == ()


async def test_one_tool_of_a_source_can_be_chosen_and_a_lane_decides_for_itself(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled, 'mine/fail', lanes=2)
    chat.lanes[1].tools = ('mine/get_weather',)
    chat.lanes[1].model = 'fed/other'
    tooled.send(chat, 'Do it')
    assert [tool.name for tool in (await feed.request('Do it', 'm')).request.tools] == ['fail']
    other = (await feed.request('Do it', 'other')).request
    assert ([tool.name for tool in other.tools], other.parameters) == (['get_weather'], {})


async def test_calls_of_one_round_run_at_once(tooled: Engine, feed: Feed) -> None:
    reply, _ = await asked(tooled, feed, chat_with(tooled), call('meet', '{"name": "a"}'),
                           call('meet', '{"name": "b"}', id='c2', index=1))
    second = await next_round(feed)
    assert [message.content for message in second.request.messages[-2:]] == ['met a', 'met b']
    second.put(DONE)
    await ended(reply)


@pytest.mark.parametrize(('name', 'arguments', 'told'), [
    ('fail', '{"why": "oh no"}', 'fail failed: ZeroDivisionError, line '),
    ('get_weather', '{"city": "Ro', 'not a JSON object'),
    ('get_weather', '["Rome"]', 'not a JSON object'),
    ('get_weather', '{"days": 3}', "'city' is a required property"),
    ('get_weather', '{"city": "Rome", "days": "many"}', 'at “days”'),
    ('launch', '{}', 'There is no tool called “launch”'),
])
async def test_what_goes_wrong_is_told_to_the_model(tooled: Engine, feed: Feed, name: str, arguments: str, told: str) -> None:
    reply, _ = await asked(tooled, feed, chat_with(tooled), call(name, arguments))
    second = await next_round(feed)
    assert told in second.request.messages[-1].content
    assert second.request.messages[-1].is_error
    second.put(Delta(text='Sorry.'), DONE)
    await ended(reply)
    assert (reply.status, states(reply)) == ('done', ['failed'])


async def test_a_tool_that_never_returns_is_given_up(tooled: Engine, feed: Feed) -> None:
    TOOL_SECONDS.keep(tooled.providers.settings, 0.05)
    reply, _ = await asked(tooled, feed, chat_with(tooled), call('wait_for_ever', '{}'))
    second = await next_round(feed)
    assert 'gave no result within 0.05 seconds' in second.request.messages[-1].content
    second.put(DONE)
    assert states(await ended(reply)) == ['failed']


async def test_a_long_result_is_cut_and_said(tooled: Engine, feed: Feed) -> None:
    reply, _ = await asked(tooled, feed, chat_with(tooled), call('long_text', '{"length": 50000000}'))
    (await next_round(feed)).put(DONE)
    await ended(reply)
    [result] = results(reply)
    assert len(result) < outcome.LONGEST_RESULT + 200
    assert result.endswith('[The result was cut: these are the first 100,000 of 50,000,000 characters.]')


async def test_stop_ends_the_tool_and_the_reply(tooled: Engine, feed: Feed, source: PythonSource) -> None:
    chat = chat_with(tooled)
    reply, _ = await asked(tooled, feed, chat, call('wait_for_ever', '{}'))
    module = sys.modules['polylogue_models_mine']
    await until(module.begun.is_set)
    assert (reply.status, states(reply)) == ('tool', ['running'])
    tooled.stop(chat.id)
    await ended(reply)
    assert (reply.status, states(reply), results(reply)) == ('stopped', ['failed'], ['Stopped by the user before it had ended.'])
    module.gate.set()


async def test_after_the_limit_it_waits_for_go_on(tooled: Engine, feed: Feed) -> None:
    TOOL_ROUNDS.keep(tooled.providers.settings, 2)
    chat = chat_with(tooled)
    reply, _ = await asked(tooled, feed, chat, call('get_weather', WEATHER))
    (await next_round(feed)).put(call('get_weather', WEATHER, id='c2'), CALLED)
    await ended(reply)
    assert (reply.status, reply.finish_reason, len(results(reply)), reply.is_cut_off) == ('done', 'tool_limit', 2, True)
    further = tooled.continue_reply(chat, reply)
    third = await next_round(feed)
    assert [message.role for message in third.request.messages] == ['user', 'assistant', 'tool', 'assistant', 'tool']
    third.put(call('get_weather', WEATHER, id='c3'), CALLED)
    (await next_round(feed)).put(Delta(text='Rain, always.'), DONE)
    await ended(further)
    assert (further.status, len(results(further)), further.text) == ('done', 3, 'Rain, always.')


async def test_continue_after_stop_knows_that_the_tool_came_to_nothing(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    reply, _ = await asked(tooled, feed, chat, Delta(text='I look.'), call('wait_for_ever', '{}'))
    await until(sys.modules['polylogue_models_mine'].begun.is_set)
    tooled.stop(chat.id)
    await ended(reply)
    further = tooled.continue_reply(chat, reply)
    stream = await next_round(feed)
    assert stream.request.messages[-1].content == 'Stopped by the user before it had ended.'
    stream.put(Delta(text='Well then.'), DONE)
    assert (await ended(further)).text == 'I look.\n\nWell then.'
    sys.modules['polylogue_models_mine'].gate.set()


async def test_the_next_prompt_is_sent_with_the_calls_before_it(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    reply, _ = await asked(tooled, feed, chat, call('get_weather', WEATHER))
    (await next_round(feed)).put(Delta(text='Rain.'), DONE)
    await ended(reply)
    tooled.send(chat, 'And now?')
    told = (await feed.request('And now?')).request.messages
    assert [message.role for message in told] == ['user', 'assistant', 'tool', 'assistant', 'user']


async def test_without_tools_the_next_prompt_tells_only_words(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    reply, _ = await asked(tooled, feed, chat, call('get_weather', WEATHER))
    (await next_round(feed)).put(Delta(text='Rain.'), DONE)
    await ended(reply)
    chat.settings = ChatSettings()
    tooled.send(chat, 'And now?')
    told = (await feed.request('And now?')).request.messages
    assert [message.role for message in told] == ['user', 'assistant', 'user']


async def test_ids_that_are_missing_or_come_again_are_made(tooled: Engine, feed: Feed) -> None:
    reply, _ = await asked(tooled, feed, chat_with(tooled), call('get_weather', WEATHER, id=''))
    (await next_round(feed)).put(call('get_weather', WEATHER, id=''), CALLED)
    third = await next_round(feed)
    calls = [message.calls[0].id for message in third.request.messages if message.calls]
    assert len(set(calls)) == 2
    assert [message.call_id for message in third.request.messages if message.role == 'tool'] == calls
    third.put(DONE)
    await ended(reply)


async def test_a_round_that_fails_before_its_first_word_is_tried_again(tooled: Engine, feed: Feed) -> None:
    reply, _ = await asked(tooled, feed, chat_with(tooled), call('get_weather', WEATHER))
    (await next_round(feed)).put(ProviderError(ErrorKind.OVERLOADED, 'Busy.', retry_after=0))
    (await next_round(feed)).put(Delta(text='Rain.'), DONE)
    assert ((await ended(reply)).status, len(results(reply))) == ('done', 1)


async def test_arguments_that_were_cut_off_are_not_run(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    turn = tooled.send(chat, 'Do it')
    (await feed.request('Do it')).put(call('get_weather', WEATHER), Delta(finish_reason='length'))
    reply = await ended(turn.replies[0][0])
    assert (results(reply), reply.finish_reason) == ([], 'length')


async def test_what_the_provider_runs_itself_is_not_run_here(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    turn = tooled.send(chat, 'Do it')
    own = ToolCall(index=0, id='s1', name='get_weather', arguments=WEATHER, is_foreign=True)
    (await feed.request('Do it')).put(Delta(tool_call=own), Delta(text='Rain.'), DONE)
    reply = await ended(turn.replies[0][0])
    assert (reply.status, results(reply)) == ('done', [])


async def test_each_round_is_charged_and_they_add_up(tooled: Engine, feed: Feed) -> None:
    reply, _ = await asked(tooled, feed, chat_with(tooled), call('get_weather', WEATHER), Delta(usage=Usage(cost=0.25)))
    second = await next_round(feed)
    assert tooled.budget.spent == 0.25
    second.put(Delta(text='Rain.', usage=Usage(cost=0.5)), DONE)
    await ended(reply)
    assert (reply.cost, tooled.budget.spent, sum(one.replies for one in tooled.budget.spendings())) == (0.75, 0.75, 1)


async def test_two_tools_of_one_name_get_the_name_of_their_source(tooled: Engine, feed: Feed, tmp_path: Path) -> None:
    path = tmp_path / 'yours.py'
    path.write_text('from polylogue import tool\n@tool(read_only=True)\ndef get_weather(city: str) -> str:\n    return "sun"\n')
    tooled.tools.toolbox.add(PythonSource(path))
    reply, first = await asked(tooled, feed, chat_with(tooled, 'mine', 'yours'), call('yours_get_weather', '{"city": "Rome"}'))
    names = {tool.name for tool in first.request.tools}
    assert names >= {'mine_get_weather', 'yours_get_weather', 'fail'}
    second = await next_round(feed)
    assert second.request.messages[-1].content == 'sun'
    second.put(DONE)
    await ended(reply)


async def test_what_was_chosen_and_is_gone_is_said(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled, 'mine/get_weather', 'other', 'mine/gone')
    turn = tooled.send(chat, 'Do it')
    (await feed.request('Do it')).put(DONE)
    request = (await ended(turn.replies[0][0])).request
    assert request
    assert request.tools == ('mine/get_weather',)
    assert request.tool_problems == ('There are no tools called “other” here any more.', 'There is no tool “mine/gone” any more.')
