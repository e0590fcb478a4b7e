"""Responses through the openai SDK against a local server.

Traps told here: events are told apart by `type` alone; summaries come only on request and in several parts; a flat `error` event is
yielded, not raised, by the SDK; the usage is in the end event only; an incomplete response says why.
"""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Attachment, Message, ToolCall, Usage
from chat.providers.http.connections import Connections
from chat.providers.protocols.openai_responses import OpenAIResponses
from chat.providers.provider import Request
from chat.settings import Endpoint
from tests.model_server import ModelServer, sending_json
from tests.protocols import responses_event, responses_stream, responses_text
from tests.providers.asking import Got, ask_for, got, provider_for


async def asked(server: ModelServer, connections: Connections, request: Request | None = None) -> Got:
    return await got(provider_for(server, connections, 'openai-responses'), request)


async def test_the_request_holds_what_was_asked(model_server: ModelServer, connections: Connections) -> None:
    await asked(model_server, connections,
        ask_for('Hi', system='Be brief', model='gpt-4o', reasoning_effort='low', max_tokens=7, temperature=1))
    exchange = model_server.exchanges[0]
    assert exchange.path == '/v1/responses'
    assert exchange.json == {
        'model': 'gpt-4o', 'stream': True, 'store': False, 'instructions': 'Be brief',
        'input': [{'type': 'message', 'role': 'user', 'content': 'Hi'}], 'max_output_tokens': 7, 'temperature': 1,
            'reasoning': {'effort': 'low', 'summary': 'auto'}}


@pytest.mark.parametrize(('model', 'asks'), [('gpt-5.5', True), ('o3', True), ('gpt-4o', False)])
def test_summaries_are_asked_of_thinking_models_only(connections: Connections, model: str, asks: bool) -> None:
    endpoint = Endpoint(name='openai', api='openai-responses', base_url='https://api.openai.com/v1')
    assert ('reasoning' in OpenAIResponses(endpoint, connections).preview(ask_for(model=model))) is asks


async def test_parts_of_a_summary_are_paragraphs(model_server: ModelServer, connections: Connections) -> None:
    parts = [('a', 0), ('b', 0), ('c', 1)]
    model_server.answer([
        *(responses_event('response.reasoning_summary_text.delta', delta=text, summary_index=index, item_id='i') for text, index in parts),
        *responses_stream('done')])
    result = await asked(model_server, connections)
    assert (result.thinking, result.text) == ('ab\n\nc', 'done')


async def test_open_models_think_in_the_open(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([responses_event('response.reasoning_text.delta', delta='Hm', content_index=0), *responses_stream('x')])
    assert (await asked(model_server, connections)).thinking == 'Hm'


async def test_all_of_the_usage_is_read(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(responses_stream('x'))
    assert (await asked(model_server, connections)).usage == Usage(input_tokens=12, output_tokens=34, cache_read_tokens=5,
        thinking_tokens=8)


async def test_an_incomplete_response_says_why(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(responses_stream('x', end='incomplete', incomplete_details={'reason': 'max_output_tokens'}))
    result = await asked(model_server, connections)
    assert (result.text, result.finish_reason, result.error) == ('x', 'max_output_tokens', None)


@pytest.mark.parametrize(('event', 'kind'), [
    (responses_event('response.failed', response={'status': 'failed', 'error': {'code': 'server_error', 'message': 'boom'}}),
        'server_error'),
    (responses_event('response.failed', response={'status': 'failed', 'error': {'code': 'rate_limit_exceeded', 'message': 'x'}}),
        'rate_limit'),
    (responses_event('error', code='context_length_exceeded', message='too long', param=None), 'too_long'),
    (responses_event('error', error={'code': 'insufficient_quota', 'message': 'x'}), 'no_credit'),
    (responses_event('response.incomplete', response={'status': 'incomplete', 'incomplete_details': {'reason': 'content_filter'}}),
        'refused'),
])
async def test_failures_in_events_are_failures(model_server: ModelServer, connections: Connections, event: bytes, kind: str) -> None:
    model_server.answer([event])
    assert (await asked(model_server, connections)).kind == kind


async def test_a_refusal_is_text(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([responses_event('response.refusal.delta', delta='I will not.'), *responses_stream()])
    assert (await asked(model_server, connections)).text == 'I will not.'


async def test_tool_calls_come_in_fragments(model_server: ModelServer, connections: Connections) -> None:
    item = {'type': 'function_call', 'call_id': 'a', 'name': 'get', 'arguments': ''}
    model_server.answer([
        responses_event('response.output_item.added', item=item, output_index=1),
        responses_event('response.function_call_arguments.delta', delta='{}', output_index=1), *responses_stream()])
    calls = [delta.tool_call for delta in (await asked(model_server, connections)).deltas if delta.tool_call]
    assert calls == [ToolCall(index=0, id='a', name='get'), ToolCall(index=0, arguments='{}')]


async def test_a_whole_response_with_thoughts(model_server: ModelServer, connections: Connections) -> None:
    output: list[dict[str, Any]] = [
        {'type': 'reasoning', 'summary': [{'type': 'summary_text', 'text': 'Hm'}]},
        {'type': 'message', 'content': [{'type': 'output_text', 'text': 'Yes'}]}]
    model_server.answer(sending_json({'object': 'response', 'status': 'completed', 'output': output, 'error': None}))
    result = await asked(model_server, connections, ask_for(stream=False))
    assert (result.thinking, result.text, result.finish_reason) == ('Hm', 'Yes', 'stop')


async def test_a_summary_that_is_refused_is_not_asked_for_again(model_server: ModelServer, connections: Connections) -> None:
    message = 'Your organization must be verified to generate reasoning summaries.'
    model_server.answer(sending_json({'error': {'message': message, 'param': 'reasoning.summary', 'code': 'unsupported_value'}}, 400))
    result = await asked(model_server, connections, ask_for(reasoning_effort='high'))
    assert result.text == 'Hello from the model server.'
    assert model_server.exchanges[1].json['reasoning'] == {'effort': 'high'}


async def test_pictures_go_along(model_server: ModelServer, connections: Connections) -> None:
    picture = Attachment(name='a.png', media_type='image/png', size=3, digest='d1')
    provider = provider_for(model_server, connections, 'openai-responses', read_attachment=lambda digest: b'PNG')
    await got(provider, Request(model='m', messages=(Message(role='user', content='Look', attachments=(picture,)),)))
    assert model_server.exchanges[0].json['input'][0]['content'] == [
        {'type': 'input_image', 'detail': 'auto', 'image_url': 'data:image/png;base64,UE5H'}, {'type': 'input_text', 'text': 'Look'}]


async def test_text_before_the_failure_is_kept(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([responses_text('Hel'), responses_event('response.failed', response={'status': 'failed', 'error': None})])
    result = await asked(model_server, connections)
    assert (result.text, result.kind) == ('Hel', 'server_error')
