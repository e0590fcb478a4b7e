"""The form of the answer, a seed, the choice of a tool, and fields of one service, on the wire."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chat.conversation import Tool
from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, sending_json
from tests.providers.asking import APIS, ask_for, got, provider_for

SCHEMA = {'type': 'object', 'properties': {'city': {'type': 'string'}}, 'required': ['city']}
TOOLS = (Tool(name='look', source='mine'),)


async def body_of(server: ModelServer, connections: Connections, api: Api, *, tools: tuple[Tool, ...] = TOOLS, **parameters: Any) -> Any:
    await got(provider_for(server, connections, api), replace(ask_for(**parameters), tools=tools))
    return server.exchanges[-1].json


@pytest.mark.parametrize(('api', 'field', 'sent'), [
    ('openai-chat', 'response_format', {'type': 'json_schema', 'json_schema': {'name': 'answer', 'schema': SCHEMA}}),
    ('openai-responses', 'text', {'format': {'type': 'json_schema', 'name': 'answer', 'schema': SCHEMA, 'strict': False}}),
    ('anthropic', 'output_config', {'format': {'type': 'json_schema', 'schema': SCHEMA}})])
async def test_a_schema_is_asked_for_as_the_protocol_has_it(
        model_server: ModelServer, connections: Connections, api: Api, field: str, sent: Any) -> None:
    assert (await body_of(model_server, connections, api, output_format=SCHEMA))[field] == sent


async def test_json_without_a_schema(model_server: ModelServer, connections: Connections) -> None:
    assert (await body_of(model_server, connections, 'openai-chat', output_format='json'))['response_format'] == {'type': 'json_object'}


@pytest.mark.parametrize(('api', 'forced', 'named'), [
    ('openai-chat', 'required', {'type': 'function', 'function': {'name': 'look'}}),
    ('openai-responses', 'required', {'type': 'function', 'name': 'look'}),
    ('anthropic', {'type': 'any'}, {'type': 'tool', 'name': 'look'})])
async def test_the_choice_of_a_tool(model_server: ModelServer, connections: Connections, api: Api, forced: Any, named: Any) -> None:
    assert (await body_of(model_server, connections, api, tool_choice='required'))['tool_choice'] == forced
    assert (await body_of(model_server, connections, api, tool_choice='look'))['tool_choice'] == named
    assert 'tool_choice' not in await body_of(model_server, connections, api, tools=(), tool_choice='look')


@pytest.mark.parametrize('api', APIS)
async def test_more_is_sent_as_it_is_but_takes_nothing_away(model_server: ModelServer, connections: Connections, api: Api) -> None:
    more = {'top_k': 40, 'provider': {'order': ['x']}, 'messages': [], 'input': '', 'stream': False, 'model': 'other'}
    body = await body_of(model_server, connections, api, more=more)
    assert (body['top_k'], body['provider'], body['model'], body['stream']) == (40, {'order': ['x']}, 'test-model', True)
    assert body.get('messages') or body.get('input')


async def test_a_free_field_that_is_refused_is_named_and_not_left_out(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json({'error': {'message': 'Unknown parameter: top_k', 'param': 'top_k'}}, 400))
    came = await got(provider_for(model_server, connections), ask_for(more={'top_k': 40}))
    assert came.error
    assert 'top_k' in came.error.message
    assert len(model_server.exchanges) == 1
