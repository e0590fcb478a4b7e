"""What went wrong has one name, whichever way a server says it."""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, sending_json, status_page
from tests.protocols import DONE, chat_chunk
from tests.providers.asking import got, provider_for
from tests.providers.streams import every_api, said


@pytest.mark.parametrize(('status', 'body', 'kind'), [
    (503, {'error': {'message': 'Insufficient balance'}}, 'no_credit'), (503, {'error': {'code': 'invalid_api_key'}}, 'bad_key'),
    (504, {'error': {'code': 'insufficient_quota'}}, 'no_credit'), (500, {'message': 'unauthorized'}, 'bad_key'),
    (503, {'error': {'message': 'Loading model'}}, 'overloaded'), (504, {'error': 'slow'}, 'timed_out'),
])
async def test_what_no_waiting_cures_is_not_waited_for(
    model_server: ModelServer, connections: Connections, status: int, body: dict[str, Any], kind: str,
) -> None:
    model_server.answer(sending_json(body, status))
    error = (await got(provider_for(model_server, connections))).error
    assert error
    assert (error.kind, error.is_retryable) == (kind, kind in {'overloaded', 'timed_out'})


async def test_a_limit_with_a_time_to_wait_is_no_lack_of_money(model_server: ModelServer, connections: Connections) -> None:
    """Gemini says both in one message."""
    error = {'code': 429, 'status': 'RESOURCE_EXHAUSTED', 'details': [{'retryDelay': '13s'}],
             'message': 'You exceeded your current quota, please check your plan and billing details.'}
    model_server.answer(sending_json([{'error': error}], 429), sending_json([{'error': {**error, 'details': []}}], 429))
    provider = provider_for(model_server, connections)
    assert (await got(provider)).kind == 'rate_limit'
    assert (await got(provider)).kind == 'no_credit'


@every_api
@pytest.mark.parametrize(('status', 'body', 'kind', 'is_retryable'), [
    (401, said('Incorrect API key provided', code='invalid_api_key'), 'bad_key', False),
    (400, [{'error': {'code': 400, 'message': 'API key not valid. Please pass a valid API key.', 'status': 'INVALID_ARGUMENT'}}],
        'bad_key', False),
    (403, said('Country not supported'), 'forbidden', False),
    (404, said('The model `x` does not exist', code='model_not_found'), 'unknown_model', False),
    (404, {'type': 'error', 'error': {'type': 'not_found_error', 'message': 'model: x'}}, 'unknown_model', False),
    (400, said('x is not a valid model ID', code=400), 'unknown_model', False),
    (402, said('Insufficient credits', code=402), 'no_credit', False),
    (429, said('You exceeded your current quota', code='insufficient_quota', type='insufficient_quota'), 'no_credit', False),
    (400, said('Your credit balance is too low to access the Anthropic API.', type='invalid_request_error'), 'no_credit', False),
    (400, said('maximum context length is 8192 tokens', code='context_length_exceeded'), 'too_long', False),
    (400, {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': 'prompt is too long: 210000 tokens > 200000 maximum'}},
        'too_long', False),
    (400, said('the request exceeds the available context size', type='exceed_context_size_error'), 'too_long', False),
    (413, {'error': {'type': 'request_too_large', 'message': 'Request exceeds the maximum size'}}, 'too_long', False),
    (429, said('Rate limit reached', type='rate_limit_error'), 'rate_limit', True),
    (429, [{'error': {'code': 429, 'message': 'Resource has been exhausted', 'status': 'RESOURCE_EXHAUSTED'}}], 'rate_limit', True),
    (500, said('The server had an error'), 'server_error', True),
    (502, None, 'server_error', True),
    (503, said('Loading model', type='unavailable_error', code=503), 'overloaded', True),
    (529, {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}, 'overloaded', True),
    (504, said('upstream timed out'), 'timed_out', True),
    (400, said('temperature must be below 2'), 'bad_request', False),
    (422, {'detail': [{'loc': ['body', 'x'], 'msg': 'field required', 'type': 'missing'}]}, 'bad_request', False),
    (400, said('flagged', code='content_filter'), 'refused', False),
    (418, {}, 'bad_request', False),
])
async def test_each_status_has_its_name(
    model_server: ModelServer, connections: Connections, api: Api, status: int, body: Any, kind: str, is_retryable: bool,
) -> None:
    model_server.default = sending_json(body, status) if body is not None else status_page(status, b'<html><title>502 Bad Gateway</title>')
    result = await got(provider_for(model_server, connections, api))
    assert result.error
    assert (result.kind, result.error.is_retryable) == (kind, is_retryable)
    assert 'local' in result.error.message or 'test-model' in result.error.message
    assert '\n' not in result.error.message


async def test_a_filter_that_leaves_nothing_is_a_refusal(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk(finish='content_filter'), DONE], [chat_chunk('Once'), chat_chunk(finish='content_filter'), DONE])
    provider = provider_for(model_server, connections)
    assert (await got(provider)).kind == 'refused'
    kept = await got(provider)
    assert (kept.text, kept.finish_reason, kept.error) == ('Once', 'content_filter', None)
