"""Errors of every shape become one named error with one sentence that says what to do.

Traps told here: the words lie in other places at Gemini (a list), Mistral and FastAPI (`detail`), vLLM (`object: error`), proxies (HTML);
errors inside a 200 stream come as events, as `error:` lines, flat or nested, as a string, with numbers as codes, as a finish reason;
insufficient_quota is a 429 that no waiting cures; Retry-After is seconds, a date, milliseconds, or hidden in the body.
"""
from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import Any

import pytest

from chat.providers.errors.error_wait import retry_after
from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, hanging, sending_json, status_page
from tests.protocols import DONE, chat_chunk, sse
from tests.providers.asking import APIS, FAR, KEY, got, provider_at, provider_for
from tests.providers.stream.test_streams import every_api, unfinished


def said(message: str, **more: Any) -> dict[str, Any]:
    return {'error': {'message': message, **more}}


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


@pytest.mark.parametrize(('body', 'words'), [
    ([{'error': {'message': 'from Gemini'}}], 'from Gemini'),
    ({'message': {'detail': [{'msg': 'from Mistral', 'loc': ['body', 'n']}]}}, 'from Mistral: body.n'),
    ({'detail': 'from FastAPI'}, 'from FastAPI'), ({'error': 'a string'}, 'a string'),
    ({'object': 'error', 'message': 'from vLLM'}, 'from vLLM'),
    ({'error': {'message': 'Provider returned error', 'metadata': {'raw': 'the true reason'}}}, 'the true reason'),
])
async def test_the_words_of_the_server_are_found(model_server: ModelServer, connections: Connections, body: Any, words: str) -> None:
    model_server.answer(sending_json(body, 400))
    error = (await got(provider_for(model_server, connections))).error
    assert error
    assert f'“{words}”' in error.message


@pytest.mark.parametrize(('said_words', 'told'), [
    ('litellm.BadRequestError: no such thing. Received Model Group=llama\nAvailable Model Group Fallbacks=None LiteLLM Retried: 1 times',
     'litellm.BadRequestError: no such thing'),
    ('There is no room for this. ' + 'Add an entry to the list of fallbacks, or talk to whoever has set it up. ' * 5,
     'There is no room for this'),
    ('No. ' + 'word ' * 100, 'No. ' + ('word ' * 100)[:296].rstrip() + '…'), ('One. Two. Three.', 'One. Two. Three'),
])
async def test_of_a_long_complaint_the_first_sentence_is_told(
        model_server: ModelServer, connections: Connections, said_words: str, told: str) -> None:
    model_server.answer(sending_json(said(said_words), 400))
    error = (await got(provider_for(model_server, connections))).error
    assert error
    assert error.message.endswith(f'it said: “{told}”.')


async def test_a_page_of_html_is_told_by_its_title(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(status_page(502, b'<html><head><title>502 Bad Gateway</title></head><body><script>x</script></body></html>'))
    error = (await got(provider_for(model_server, connections))).error
    assert error
    assert '“502 Bad Gateway”' in error.message
    assert '<' not in error.message


@every_api
@pytest.mark.parametrize('dress', [
    'data: {}\n\ndata: [DONE]\n\n', 'data: {}', ': a comment\n\nevent: error\ndata: {}\n\n', 'data:{}\r\n\r\n',
    'data: [DONE]\n\ndata: {}\n\n',
])
async def test_an_error_in_the_dress_of_a_stream_is_read(
        model_server: ModelServer, connections: Connections, api: Api, dress: str) -> None:
    body = json.dumps(said('The stream could not be started', type='rate_limit_error', code='429'))
    model_server.answer(status_page(500, dress.replace('{}', body).encode(), 'text/event-stream'))
    error = (await got(provider_for(model_server, connections, api))).error
    assert error
    assert error.kind == 'rate_limit'
    assert error.message.endswith('it said: “The stream could not be started”.')


@every_api
@pytest.mark.parametrize(('event', 'kind'), [
    (sse({'error': {'message': 'boom', 'code': 502}}), 'server_error'), (sse({'error': 'boom'}), 'server_error'),
    (sse({'error': {'message': 'Overloaded', 'type': 'overloaded_error'}}), 'overloaded'),
    (sse({'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}, 'error'), 'overloaded'),
    (sse({'type': 'error', 'code': 'rate_limit_exceeded', 'message': 'slow down', 'param': None}), 'rate_limit'),
    (sse({'object': 'error', 'message': 'out of memory', 'code': 500}), 'server_error'),
    (b'error: {"message": "boom", "code": 503}\n\n', 'overloaded'),
    (b'event: error\ndata: boom\n\n', 'server_error'),
    (sse([{'error': {'code': 429, 'message': 'x', 'status': 'RESOURCE_EXHAUSTED'}}]), 'rate_limit'),
    (b'{"error": {"message": "boom", "code": 500}}\n', 'server_error'),
])
async def test_errors_inside_a_stream_are_errors(
    model_server: ModelServer, connections: Connections, api: Api, event: bytes, kind: str,
) -> None:
    model_server.answer([*unfinished(api, 'Hel'), event])
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.kind) == ('Hel', kind)


@pytest.mark.parametrize('choice', [
    {'delta': {'content': ''}, 'finish_reason': 'error', 'error': {'code': 502, 'message': 'Upstream went away'}},
    {'delta': {}, 'finish_reason': 'error'},
])
async def test_an_error_as_finish_reason_is_an_error(model_server: ModelServer, connections: Connections, choice: dict[str, Any]) -> None:
    model_server.answer([chat_chunk('Hel'), sse({'choices': [choice]}), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.kind) == ('Hel', 'server_error')


async def test_a_filter_that_leaves_nothing_is_a_refusal(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk(finish='content_filter'), DONE], [chat_chunk('Once'), chat_chunk(finish='content_filter'), DONE])
    provider = provider_for(model_server, connections)
    assert (await got(provider)).kind == 'refused'
    kept = await got(provider)
    assert (kept.text, kept.finish_reason, kept.error) == ('Once', 'content_filter', None)


async def test_an_error_in_a_200_document_is_an_error(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json(said('No such model', code='model_not_found')))
    assert (await got(provider_for(model_server, connections))).kind == 'unknown_model'


@every_api
async def test_nobody_listens(connections: Connections, api: Api) -> None:
    result = await got(provider_at('http://127.0.0.1:9/v1', connections, api))
    assert result.error
    assert result.kind == 'unreachable'
    assert 'http://127.0.0.1:9/v1' in result.error.message


@every_api
@pytest.mark.parametrize('url', ['http://[oops', 'nonsense', 'http://', 'ftp://x/y'])
async def test_an_address_that_is_none(connections: Connections, api: Api, url: str) -> None:
    assert (await got(provider_at(url, connections, api))).kind in {'unreachable', 'bad_request'}


@every_api
async def test_no_headers_in_time(model_server: ModelServer, far_connections: Connections, api: Api) -> None:
    model_server.answer(hanging())
    assert (await got(provider_at(FAR, far_connections, api, first_timeout=0.2))).kind == 'timed_out'


@every_api
async def test_redirects_are_not_followed(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(status_page(307, b'', location='http://127.0.0.1:9/elsewhere'))
    result = await got(provider_for(model_server, connections, api))
    assert result.error
    assert result.kind == 'bad_answer'
    assert 'elsewhere' in result.error.message


@every_api
async def test_nothing_is_tried_twice(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.default = sending_json(said('busy'), 503, retry_after='0')
    await got(provider_for(model_server, connections, api))
    assert len(model_server.exchanges) == 1


@every_api
@pytest.mark.parametrize(('headers', 'body', 'seconds'), [
    ({'retry_after': '7'}, said('x'), 7.0), ({'retry_after_ms': '1500', 'retry_after': '9'}, said('x'), 1.5), ({}, said('x'), None),
    ({}, [{'error': {'code': 429, 'message': 'x', 'details': [{'@type': 'RetryInfo', 'retryDelay': '13s'}]}}], 13.0),
    ({}, said('Please try again in 7.66s.'), 7.66), ({}, said('Please try again in 20ms.'), 0.02), ({}, said('Try again in 1m2s'), 62.0),
    ({'retry_after': 'soon'}, said('x'), None),
])
async def test_the_wait_is_read(
    model_server: ModelServer, connections: Connections, api: Api, headers: dict[str, str], body: Any, seconds: float | None,
) -> None:
    model_server.answer(sending_json(body, 429, **headers))
    error = (await got(provider_for(model_server, connections, api))).error
    assert error
    assert error.retry_after == seconds


def test_the_wait_may_be_a_date() -> None:
    assert retry_after({'retry-after': formatdate(time.time() + 60, usegmt=True)}) == pytest.approx(60, abs=2)
    assert retry_after({'retry-after': formatdate(time.time() - 60, usegmt=True)}) == 0


def test_all_apis_are_tested() -> None:
    assert set(APIS) == {'openai-chat', 'openai-responses', 'anthropic'}
    assert KEY not in json.dumps(said('x'))
