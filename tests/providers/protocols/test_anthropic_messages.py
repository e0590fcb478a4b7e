"""Messages through the anthropic SDK against a local server.

Traps told here: temperature is no argument of the SDK any more; `max_tokens` is required and differs by model; thinking is asked for in
one way by new models and in another by old ones; the usage comes in two halves and the input is a sum of three; an error inside a 200
stream; pings; a refusal as stop reason.
"""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Attachment, Message, ToolCall, Usage
from chat.providers.http.connections import Connections
from chat.providers.provider import Request
from tests.model_server import ModelServer, sending_json
from tests.protocols import anthropic_delta, anthropic_end, anthropic_event, anthropic_start, anthropic_stream
from tests.providers.asking import Got, ask_for, got, provider_for


async def asked(server: ModelServer, connections: Connections, request: Request | None = None) -> Got:
    return await got(provider_for(server, connections, 'anthropic'), request)


async def test_the_request_holds_what_was_asked(model_server: ModelServer, connections: Connections) -> None:
    await asked(model_server, connections, ask_for('Hi', system='Be brief', temperature=0.2, max_tokens=7, stop=['x']))
    exchange = model_server.exchanges[0]
    assert exchange.path == '/v1/messages'
    assert exchange.json == {
        'model': 'test-model', 'stream': True, 'max_tokens': 7, 'system': 'Be brief', 'temperature': 0.2, 'stop_sequences': ['x'],
        'messages': [{'role': 'user', 'content': 'Hi'}]}


async def test_effort_asks_for_summarised_thinking(model_server: ModelServer, connections: Connections) -> None:
    await asked(model_server, connections, ask_for(reasoning_effort='high', temperature=1))
    body = model_server.exchanges[0].json
    assert body['thinking'] == {'type': 'adaptive', 'display': 'summarized'}
    assert body['output_config'] == {'effort': 'high'}
    assert 'temperature' not in body


async def test_the_list_tells_what_a_model_takes(model_server: ModelServer, connections: Connections) -> None:
    types: dict[str, Any] = {'adaptive': {'supported': False}, 'enabled': {'supported': True}, 'disabled': {'supported': True}}
    model_server.models = [{'id': 'old', 'max_tokens': 5000, 'display_name': 'Old', 'capabilities': {'thinking': {'types': types}}}]
    provider = provider_for(model_server, connections, 'anthropic')
    assert [(model.id, model.name) for model in await provider.models()] == [('local/old', 'Old')]
    body = provider.preview(ask_for(model='old', reasoning_effort='high'))
    assert (body['max_tokens'], body['thinking']) == (5000, {'type': 'enabled', 'budget_tokens': 4999})
    assert model_server.all[0].path.startswith('/v1/models?limit=1000')


@pytest.mark.parametrize(('model', 'asks'), [('claude-opus-5-5', True), ('claude-sonnet-4-5', False)])
async def test_models_that_always_think_are_asked_to_show_it(
    model_server: ModelServer, connections: Connections, model: str, asks: bool,
) -> None:
    assert ('thinking' in provider_for(model_server, connections, 'anthropic').preview(ask_for(model=model))) is asks


async def test_a_limit_that_is_too_high_is_lowered(model_server: ModelServer, connections: Connections) -> None:
    message = 'max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku'
    complaint = {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': message}}
    model_server.answer(sending_json(complaint, 400))
    assert (await asked(model_server, connections)).text == 'Hello from the model server.'
    assert model_server.exchanges[1].json['max_tokens'] == 4096


async def test_thinking_that_is_refused_is_left_out(model_server: ModelServer, connections: Connections) -> None:
    complaint = {'type': 'error', 'error': {'type': 'invalid_request_error',
        'message': 'thinking: adaptive thinking is not supported; effort neither'}}
    model_server.answer(sending_json(complaint, 400))
    assert (await asked(model_server, connections, ask_for(model='claude-opus-5'))).error is None
    assert set(model_server.exchanges[1].json) == {'model', 'messages', 'max_tokens', 'stream'}


async def test_the_input_is_the_sum_of_three(model_server: ModelServer, connections: Connections) -> None:
    start = anthropic_start(input_tokens=10, cache_creation_input_tokens=20, cache_read_input_tokens=30)
    model_server.answer([start, anthropic_delta('text_delta', text='x'), *anthropic_end()])
    assert (await asked(model_server, connections)).usage == Usage(
        input_tokens=60, output_tokens=34, cache_read_tokens=30, cache_write_tokens=20)


@pytest.mark.parametrize(('reason', 'told'),
    [('end_turn', 'stop'), ('max_tokens', 'max_tokens'), ('tool_use', 'tool_calls'), ('pause_turn', 'pause_turn')])
async def test_stop_reasons(model_server: ModelServer, connections: Connections, reason: str, told: str) -> None:
    model_server.answer(anthropic_stream('x', reason=reason))
    assert (await asked(model_server, connections)).finish_reason == told


async def test_a_refusal_without_text_is_said(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([anthropic_start(), *anthropic_end('refusal', stop_details={'explanation': 'Not this.'})])
    result = await asked(model_server, connections)
    assert result.error
    assert result.kind == 'refused'
    assert 'Not this' in result.error.message


async def test_pings_become_notes(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([anthropic_event('ping'), *anthropic_stream('x')])
    assert (await asked(model_server, connections)).notes == ['the provider is still there']


async def test_blocks_of_thoughts_are_paragraphs(model_server: ModelServer, connections: Connections) -> None:
    def block(text: str) -> list[bytes]:
        return [
            anthropic_event('content_block_start', index=0, content_block={'type': 'thinking', 'thinking': ''}),
            anthropic_delta('thinking_delta', thinking=text), anthropic_delta('signature_delta', signature='c2ln'),
            anthropic_event('content_block_stop', index=0)]
    model_server.answer([anthropic_start(), *block('one'), *block('two'), anthropic_delta('text_delta', text='x'), *anthropic_end()])
    result = await asked(model_server, connections)
    assert (result.thinking, result.text) == ('one\n\ntwo', 'x')


async def test_tool_calls_come_in_fragments(model_server: ModelServer, connections: Connections) -> None:
    block = {'type': 'tool_use', 'id': 'a', 'name': 'get', 'input': {}}
    model_server.answer([
        anthropic_start(), anthropic_event('content_block_start', index=1, content_block=block),
        anthropic_event('content_block_delta', index=1, delta={'type': 'input_json_delta', 'partial_json': ''}),
        anthropic_event('content_block_delta', index=1, delta={'type': 'input_json_delta', 'partial_json': '{"x":1}'}),
        *anthropic_end('tool_use')])
    calls = [delta.tool_call for delta in (await asked(model_server, connections)).deltas if delta.tool_call]
    assert calls == [ToolCall(index=1, id='a', name='get'), ToolCall(index=1, arguments='{"x":1}')]


async def test_pictures_go_along(model_server: ModelServer, connections: Connections) -> None:
    picture = Attachment(name='a.png', media_type='image/png', size=3, digest='d1')
    provider = provider_for(model_server, connections, 'anthropic', read_attachment=lambda digest: b'PNG')
    await got(provider, Request(model='m', messages=(Message(role='user', content='Look', attachments=(picture,)),)))
    image, text = model_server.exchanges[0].json['messages'][0]['content']
    assert image['source'] == {'type': 'base64', 'media_type': 'image/png', 'data': 'UE5H'}
    assert text == {'type': 'text', 'text': 'Look'}
