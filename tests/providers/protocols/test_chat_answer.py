"""What comes in chunks of Chat Completions, from many services with their own ways."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import ToolCall, Usage
from chat.providers.http.connections import Connections
from tests.model_server import ModelServer, sending, sending_json
from tests.protocols import DONE, chat_chunk, chat_stream, chat_usage, chat_whole, sse
from tests.providers.asking import ask_for, got, provider_for


async def test_a_stream_becomes_text_a_finish_reason_and_usage(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(chat_stream('Hel', 'lo', ' world'))
    result = await got(provider_for(model_server, connections))
    assert result.text == 'Hello world'
    assert result.finish_reason == 'stop'
    assert (result.usage.input_tokens, result.usage.output_tokens) == (12, 34)


@pytest.mark.parametrize('field', ['reasoning_content', 'reasoning'])
async def test_reasoning_is_thinking_under_either_name(model_server: ModelServer, connections: Connections, field: str) -> None:
    model_server.answer([chat_chunk(**{field: 'Hm, '}), chat_chunk(**{field: 'yes.'}), *chat_stream('42')])
    result = await got(provider_for(model_server, connections))
    assert (result.thinking, result.text) == ('Hm, yes.', '42')


@pytest.mark.parametrize('size', [1, 2, 3, 5, 50])
@pytest.mark.parametrize('tag', ['think', 'thought'])
async def test_tags_at_the_start_are_split_off_wherever_they_are_cut(
    model_server: ModelServer, connections: Connections, size: int, tag: str,
) -> None:
    whole = f'\n<{tag}>\nIs 1 < 2? Yes.\n</{tag}>\n\nIt is <b>.'
    model_server.answer(chat_stream(*[whole[i:i + size] for i in range(0, len(whole), size)]))
    result = await got(provider_for(model_server, connections))
    assert result.thinking == 'Is 1 < 2? Yes.'
    assert result.text == 'It is <b>.'


async def test_tags_later_in_the_text_are_text(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(chat_stream('Write ', '<think>', 'x</think> so'))
    assert (await got(provider_for(model_server, connections))).text == 'Write <think>x</think> so'


async def test_the_beginning_of_a_tag_that_never_comes_is_not_lost(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(chat_stream('<thi'), chat_stream('<think>so</thi'))
    provider = provider_for(model_server, connections)
    assert (await got(provider)).text == '<thi'
    assert (await got(provider)).thinking == 'so</thi'


@pytest.mark.parametrize('has_tags', [True, False])
async def test_gemini_marks_its_thoughts(model_server: ModelServer, connections: Connections, has_tags: bool) -> None:
    mark: dict[str, Any] = {'extra_content': {'google': {'thought': True}}}
    first, last = ('<thought>Let me ', '</thought>The answer') if has_tags else ('Let me ', 'The answer')
    model_server.answer([chat_chunk(first, **mark), chat_chunk('see', **mark), *chat_stream(last, ' is 4')])
    result = await got(provider_for(model_server, connections))
    assert (result.thinking, result.text) == ('Let me see', 'The answer is 4')


async def test_mistral_sends_lists_as_content(model_server: ModelServer, connections: Connections) -> None:
    thought = [{'type': 'thinking', 'thinking': [{'type': 'text', 'text': 'Well'}]}]
    model_server.answer([chat_chunk(thought), chat_chunk([{'type': 'text', 'text': 'Yes'}]), *chat_stream('!')])
    result = await got(provider_for(model_server, connections))
    assert (result.thinking, result.text) == ('Well', 'Yes!')


async def test_strange_chunks_do_no_harm(model_server: ModelServer, connections: Connections) -> None:
    strange: list[Any] = [
        {'choices': None}, {'choices': [{'delta': None, 'finish_reason': None}]}, {'choices': [{}]}, {},
        {'choices': [{'delta': {'content': None}}]},
        {'choices': [{'delta': {'content': 7}}]}, {'choices': 'no'},
        {'choices': [{'delta': {'tool_calls': [{'index': None, 'function': None}]}}]}]
    model_server.answer([*map(sse, strange), sse('null'), sse('7'), *chat_stream('fine')])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.finish_reason, result.error) == ('7fine', 'stop', None)


async def test_tool_calls_come_in_fragments(model_server: ModelServer, connections: Connections) -> None:
    first = {'index': 0, 'id': 'a', 'function': {'name': 'get', 'arguments': ''}}
    model_server.answer([
        chat_chunk(tool_calls=[first]), chat_chunk(tool_calls=[{'index': 0, 'function': {'arguments': '{"x"'}}]),
        chat_chunk(tool_calls=[{'index': 0, 'function': {'arguments': ':1}'}}]), chat_chunk(finish='tool_calls'), DONE])
    calls = [delta.tool_call for delta in (await got(provider_for(model_server, connections))).deltas if delta.tool_call]
    assert calls == [ToolCall(id='a', name='get'), ToolCall(arguments='{"x"'), ToolCall(arguments=':1}')]


async def test_gemini_tool_calls_have_no_index(model_server: ModelServer, connections: Connections) -> None:
    def call(id: str) -> dict[str, Any]:
        return {'id': id, 'function': {'name': 'get', 'arguments': '{}'}}
    model_server.answer([chat_chunk(tool_calls=[call('a')]), chat_chunk(tool_calls=[call('b')]), chat_chunk(finish='stop'), DONE])
    calls = [delta.tool_call for delta in (await got(provider_for(model_server, connections))).deltas if delta.tool_call]
    assert [(call.index, call.id) for call in calls] == [(0, 'a'), (1, 'b')]


async def test_a_refusal_is_text(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk(refusal='I will not.'), chat_chunk(finish='stop'), DONE])
    assert (await got(provider_for(model_server, connections))).text == 'I will not.'


async def test_all_of_the_usage_is_read(model_server: ModelServer, connections: Connections) -> None:
    usage = chat_usage(
        10, 20, prompt_tokens_details={'cached_tokens': 4, 'cache_write_tokens': 2}, completion_tokens_details={'reasoning_tokens': 5},
        cost=0.25)
    model_server.answer([chat_usage(1, 1), *chat_stream('x')[:-2], usage, DONE])
    assert (await got(provider_for(model_server, connections))).usage == Usage(
        input_tokens=10, output_tokens=20, cache_read_tokens=4, cache_write_tokens=2, thinking_tokens=5, cost=0.25)


async def test_thinking_that_xai_leaves_out_of_the_completion_is_counted(model_server: ModelServer, connections: Connections) -> None:
    usage = chat_usage(10, 20, total_tokens=35, completion_tokens_details={'reasoning_tokens': 5})
    model_server.answer([*chat_stream('x')[:-2], usage, DONE])
    assert (await got(provider_for(model_server, connections))).usage.output_tokens == 25


async def test_an_answer_in_one_piece_is_the_same(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json(chat_whole('<think>Hm</think>Hello')))
    result = await got(provider_for(model_server, connections), ask_for(stream=False))
    assert (result.thinking, result.text, result.finish_reason, result.usage.output_tokens) == ('Hm', 'Hello', 'stop', 34)
    assert model_server.exchanges[0].json['stream'] is True


async def test_a_server_without_usage_that_never_closes_ends_all_the_same(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending([chat_chunk('x'), chat_chunk(finish='length')], then='hang'))
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.finish_reason, result.error) == ('x', 'length', None)


async def test_a_spoken_answer_is_its_transcript(model_server: ModelServer, connections: Connections) -> None:
    sounds = [{'id': 'a', 'transcript': 'Good '}, {'id': 'a', 'data': 'AAAA'}, {'transcript': 'day.', 'data': 'AAAA'}, {'expires_at': 1}]
    model_server.answer([*(chat_chunk(audio=sound) for sound in sounds), chat_chunk(finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.unshown) == ('Good day.', {'sound': 1})


async def test_a_spoken_answer_in_one_piece_is_its_transcript(model_server: ModelServer, connections: Connections) -> None:
    message = {'role': 'assistant', 'content': None, 'audio': {'id': 'a', 'data': 'AAAA', 'transcript': 'Good day.'}}
    model_server.answer(sending_json({'choices': [{'message': message, 'finish_reason': 'stop'}]}))
    result = await got(provider_for(model_server, connections), ask_for(stream=False))
    assert (result.text, result.unshown) == ('Good day.', {'sound': 1})
