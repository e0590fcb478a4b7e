"""Chat Completions through the openai SDK against a local server.

Traps told here: unknown and null fields, the usage chunk without choices, list content (Mistral), reasoning under two names, thought
tags cut anywhere and Gemini's marked thoughts, tool calls without index, a delta of null, refusals, the fields that servers refuse.
"""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.conversation import Attachment, Message
from chat.providers.http.connections import Connections
from chat.providers.protocols.openai_chat import OpenAIChat
from chat.providers.provider import Request
from chat.settings import Endpoint
from tests.model_server import ModelServer, sending_json
from tests.protocols import chat_stream
from tests.providers.asking import KEY, ask_for, got, provider_for


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
