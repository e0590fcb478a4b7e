"""A value of the user's that a service refuses is named, in the words of many services; nothing is left out behind the user's back."""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, sending_json
from tests.providers.asking import ask_for, got, provider_for

CHAT: Api = 'openai-chat'
RESPONSES: Api = 'openai-responses'
ANTHROPIC: Api = 'anthropic'
VALUES: dict[str, Any] = {'temperature': 1.9, 'top_p': 0.5, 'max_tokens': 100_000, 'stop': ['END'], 'reasoning_effort': 'xhigh'}
VLLM_TOO_LONG = ("'max_tokens' or 'max_completion_tokens' is too large: 100000. This model's maximum context length is 8192 tokens and "
                 'request has 12 input tokens (100000 > 8192 - 12).')
OPENAI_TOO_LONG = ("This model's maximum context length is 8192 tokens. However, you requested {} tokens ({} in the messages, {} in the "
                   'completion). Please reduce the length of the messages or completion.')


def openai(message: str, param: str | None = None) -> dict[str, Any]:
    return {'error': {'message': message, 'type': 'invalid_request_error', 'param': param, 'code': 'invalid_value'}}


def anthropic(message: str) -> dict[str, Any]:
    return {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': message}}


def google(message: str) -> list[dict[str, Any]]:
    return [{'error': {'code': 400, 'message': message, 'status': 'INVALID_ARGUMENT'}}]


def fastapi(field: str, message: str) -> dict[str, Any]:
    return {'object': 'error', 'message': {'detail': [{'type': 'less_than_equal', 'loc': ['body', field], 'msg': message}]}}


def openrouter(inner: Any) -> dict[str, Any]:
    return {'error': {'message': 'Provider returned error', 'code': 400, 'metadata': {'raw': json.dumps(inner), 'provider_name': 'OpenAI'}}}


def ollama(message: str) -> dict[str, Any]:
    return {'error': {'message': message, 'type': 'api_error', 'param': None, 'code': None}}


@pytest.mark.parametrize(('api', 'body', 'named'), [
    (CHAT, openai("Unsupported value: 'temperature' does not support 1.9 with this model.", 'temperature'), 'temperature = 1.9'),
    (CHAT, openai("Unsupported parameter: 'stop' is not supported with this model.", 'stop'), 'stop = “END”'),
    (CHAT, openai('max_tokens is too large: 100000. This model supports at most 16384 completion tokens.', 'max_tokens'),
        'max tokens = 100000'),
    (CHAT, openai("Unsupported value: 'reasoning_effort' does not support 'xhigh' with this model."), 'reasoning effort = xhigh'),
    (RESPONSES, openai("Invalid 'max_output_tokens': integer above maximum value.", 'max_output_tokens'), 'max tokens = 100000'),
    (RESPONSES, openai("Unsupported value: 'xhigh' is not supported with the 'gpt-5' model.", 'reasoning.effort'),
        'reasoning effort = xhigh'),
    (ANTHROPIC, anthropic('max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens'), 'max tokens = 100000'),
    (ANTHROPIC, anthropic('stop_sequences: each stop sequence must contain non-whitespace'), 'stop = “END”'),
    (ANTHROPIC, anthropic("output_config.effort: Input should be 'low', 'medium' or 'high'"), 'reasoning effort = xhigh'),
    (ANTHROPIC, anthropic('This model does not support the effort parameter.'), 'reasoning effort = xhigh'),
    (ANTHROPIC, anthropic('input length and `max_tokens` exceed context limit: 188240 + 100000 > 200000'), 'max tokens = 100000'),
    (CHAT, google('Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is from 1 to 65537.'),
        'max tokens = 100000'),
    (CHAT, google('Unable to submit request because it has a topP value of 0.5 but the supported range is from 0.9 to 1.'), 'top p = 0.5'),
    (CHAT, google('Thinking level is not supported for this model.'), 'reasoning effort = xhigh'),
    (CHAT, fastapi('temperature', 'Input should be less than or equal to 1.5'), 'temperature = 1.9'),
    (CHAT, openai('`max_tokens` must be less than or equal to `32768`, the maximum value for this model'), 'max tokens = 100000'),
    (CHAT, {'code': 'Client specified an invalid argument', 'error': 'Argument not supported on this model: stop'}, 'stop = “END”'),
    (CHAT, {'error': 'Model grok-4 does not support parameter reasoningEffort.'}, 'reasoning effort = xhigh'),
    (CHAT, openrouter(openai("Unsupported value: 'temperature' does not support 1.9 with it.", 'temperature')), 'temperature = 1.9'),
    (CHAT, {'object': 'error', 'message': VLLM_TOO_LONG, 'type': 'BadRequestError', 'code': 400}, 'max tokens = 100000'),
    (CHAT, openai(OPENAI_TOO_LONG.format(100_020, 20, 100_000)), 'max tokens = 100000'),
    (CHAT, ollama('think value "xhigh" is not supported for this model'), 'reasoning effort = xhigh'),
    (CHAT, ollama('"gemma3" does not support thinking'), 'reasoning effort = xhigh'),
])
async def test_the_value_is_named(model_server: ModelServer, connections: Connections, api: Api, body: Any, named: str) -> None:
    model_server.answer(sending_json(body, 400))
    model = 'claude-opus-4-1' if api == ANTHROPIC else 'm'
    error = (await got(provider_for(model_server, connections, api), ask_for(model=model, **VALUES))).error
    assert error
    assert error.message.startswith(f'local does not accept {named} for “{model}”: change it in the settings of this chat – it said: “')
    assert not error.is_retryable
    assert len(model_server.exchanges) == 1


async def test_two_values_that_exclude_each_other_are_both_named(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json(anthropic('`temperature` and `top_p` cannot both be specified for this model.'), 400))
    error = (await got(provider_for(model_server, connections, ANTHROPIC), ask_for(temperature=1, top_p=0.5))).error
    assert error
    assert 'temperature = 1 and top p = 0.5' in error.message


async def test_a_conversation_that_is_too_long_is_no_matter_of_values(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json(openai(OPENAI_TOO_LONG.format(210_500, 210_000, 500)), 400))
    result = await got(provider_for(model_server, connections), ask_for(max_tokens=500))
    assert result.kind == 'too_long'
    assert 'max tokens' not in str(result.error)


async def test_a_value_that_was_not_chosen_is_not_named(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json(google('Unable to submit request because it has a topP value of 0.5.'), 400))
    result = await got(provider_for(model_server, connections), ask_for(temperature=1.9))
    assert result.error
    assert 'temperature' not in result.error.message
