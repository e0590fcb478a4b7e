"""Chat Completions through the openai SDK against a local server.

Traps told here: unknown and null fields, the usage chunk without choices, list content (Mistral), reasoning under two names, thought
tags cut anywhere and Gemini's marked thoughts, tool calls without index, a delta of null, refusals, the fields that servers refuse.
"""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.conversation import Attachment, Message, ToolCall, Usage
from chat.providers.http.connections import Connections
from chat.providers.protocols.openai_chat import OpenAIChat
from chat.providers.provider import Request
from chat.settings import Endpoint
from tests.model_server import ModelServer, sending, sending_json
from tests.protocols import DONE, chat_chunk, chat_stream, chat_usage, chat_whole, sse
from tests.providers.asking import KEY, ask_for, got, provider_for


async def test_a_stream_becomes_text_a_finish_reason_and_usage(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(chat_stream('Hel', 'lo', ' world'))
    result = await got(provider_for(model_server, connections))
    assert result.text == 'Hello world'
    assert result.finish_reason == 'stop'
    assert (result.usage.input_tokens, result.usage.output_tokens) == (12, 34)


async def test_the_request_holds_what_was_asked(model_server: ModelServer, connections: Connections) -> None:
    await got(provider_for(model_server, connections), ask_for('Hi', system='Be brief', temperature=0.5, max_tokens=7, stop=['x']))
    exchange = model_server.exchanges[0]
    assert exchange.path == '/v1/chat/completions'
    assert exchange.headers['authorization'] == f'Bearer {KEY}'
    assert exchange.json == {
        'model': 'test-model', 'stream': True, 'temperature': 0.5, 'max_tokens': 7, 'stop': ['x'],
        'stream_options': {'include_usage': True},
        'messages': [{'role': 'system', 'content': 'Be brief'}, {'role': 'user', 'content': 'Hi'}]}


async def test_the_preview_is_what_is_sent(model_server: ModelServer, connections: Connections) -> None:
    provider, request = provider_for(model_server, connections), ask_for('Hi', reasoning_effort='low')
    await got(provider, request)
    assert provider.preview(request) == model_server.exchanges[0].json
    assert KEY not in json.dumps(provider.preview(request))


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


@pytest.mark.parametrize(('status', 'complaint'), [
    (422, {'detail': [{'type': 'extra_forbidden', 'loc': ['body', 'stream_options'], 'msg': 'Extra inputs are not permitted',
        'input': {'temperature': 1}}]}),
    (400, {'error': {'message': 'Unrecognized request argument supplied: stream_options', 'param': 'stream_options'}}),
    (422, {'message': {'detail': [{'loc': ['body', 'stream_options'], 'msg': 'Extra inputs are not permitted'}]}}),
])
async def test_a_refused_field_is_left_out_and_stays_out(
    model_server: ModelServer, connections: Connections, status: int, complaint: dict[str, Any],
) -> None:
    model_server.answer(sending_json(complaint, status), chat_stream('ok'), chat_stream('again'))
    provider = provider_for(model_server, connections)
    assert (await got(provider, ask_for(temperature=1))).text == 'ok'
    assert (await got(provider, ask_for(temperature=1))).text == 'again'
    fields = [set(exchange.json) for exchange in model_server.exchanges]
    assert ['stream_options' in names for names in fields] == [True, False, False]
    assert all('temperature' in names for names in fields)


async def test_a_limit_of_tokens_moves_to_its_other_name(model_server: ModelServer, connections: Connections) -> None:
    message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    model_server.answer(sending_json({'error': {'message': message, 'param': 'max_tokens', 'code': 'unsupported_parameter'}}, 400),
        chat_stream('ok'))
    assert (await got(provider_for(model_server, connections), ask_for(max_tokens=9))).text == 'ok'
    assert model_server.exchanges[1].json['max_completion_tokens'] == 9
    assert 'max_tokens' not in model_server.exchanges[1].json


@pytest.mark.parametrize(('parameters', 'message', 'told'), [
    ({'temperature': 1.9}, "'temperature' must be at most 1", 'does not accept temperature = 1.9 for “test-model”'),
    ({'temperature': 1}, "Unsupported parameter: 'temperature'", 'does not accept temperature = 1 for'),
    ({'max_tokens': 99999}, 'max_tokens: 99999 > 4096, which is the maximum', 'does not accept max tokens = 99999'),
    ({'reasoning_effort': 'max', 'stop': ['x']}, 'reasoning_effort must be low or high', 'does not accept reasoning effort = max for'),
])
async def test_what_the_user_has_set_is_named_and_not_left_out(
    model_server: ModelServer, connections: Connections, parameters: dict[str, Any], message: str, told: str,
) -> None:
    model_server.answer(sending_json({'error': {'message': message}}, 400))
    result = await got(provider_for(model_server, connections), ask_for(**parameters))
    assert result.kind == 'bad_request'
    assert told in str(result.error)
    assert message.rstrip('.') in str(result.error)
    assert len(model_server.exchanges) == 1


async def test_a_complaint_about_something_else_is_told_at_once(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json({'error': {'message': 'messages: roles must alternate'}}, 400))
    result = await got(provider_for(model_server, connections), ask_for(temperature=1))
    assert result.kind == 'bad_request'
    assert len(model_server.exchanges) == 1


@pytest.mark.parametrize(('url', 'present', 'absent'), [
    ('https://api.mistral.ai/v1', 'max_tokens', 'stream_options'),
    ('https://api.openai.com/v1', 'max_completion_tokens', 'max_tokens'),
    ('https://generativelanguage.googleapis.com/v1beta/openai', 'extra_body', 'max_completion_tokens'),
    ('https://openrouter.ai/api/v1', 'max_tokens', 'extra_body'),
])
async def test_each_service_gets_its_own_dialect(connections: Connections, url: str, present: str, absent: str) -> None:
    provider = OpenAIChat(Endpoint(name='e', api='openai-chat', base_url=url), connections)
    body = provider.preview(ask_for(max_tokens=5))
    assert present in body
    assert absent not in body


def test_parameters_of_another_model_stay_behind(connections: Connections) -> None:
    endpoint = Endpoint(name='openai', api='openai-chat', base_url='https://api.openai.com/v1')
    body = OpenAIChat(endpoint, connections).preview(ask_for(model='gpt-5.5', temperature=0.5, reasoning_effort='low'))
    assert body['reasoning_effort'] == 'low'
    assert 'temperature' not in body


async def test_attachments_go_along(model_server: ModelServer, connections: Connections) -> None:
    picture = Attachment(name='a.png', media_type='image/png', size=3, digest='d1')
    lost = Attachment(name='lost.png', media_type='image/png', size=3, digest='d2')
    note = Attachment(name='n.md', media_type='text/markdown', size=3, digest='d3', text='```py\nx\n```')

    def read(digest: str) -> bytes:
        if digest != 'd1':
            raise FileNotFoundError(digest)
        return b'PNG'
    provider = provider_for(model_server, connections, read_attachment=read)
    await got(provider, Request(model='m', messages=(Message(role='user', content='Look', attachments=(picture, note, lost)),)))
    image, text = model_server.exchanges[0].json['messages'][0]['content']
    assert image == {'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,UE5H'}}
    assert text['text'] == 'File “n.md”:\n````\n```py\nx\n```\n````\n\n(The file “lost.png” could not be read.)\n\nLook'


async def test_half_characters_in_the_prompt_do_not_break_the_request(model_server: ModelServer, connections: Connections) -> None:
    await got(provider_for(model_server, connections), ask_for('a\ud83db\ud83d\ude00c\0'))
    assert model_server.exchanges[0].prompt == 'a\ufffdb😀c\ufffd'


async def test_a_server_without_usage_that_never_closes_ends_all_the_same(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending([chat_chunk('x'), chat_chunk(finish='length')], then='hang'))
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.finish_reason, result.error) == ('x', 'length', None)
