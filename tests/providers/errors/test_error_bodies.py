"""A server's own words are never lost, wherever it puts them, and the advice fits the cause.

Traps told here: an error beside choices, in an empty answer, as text, table or list, under `errors`, `error_msg`, `base_resp`, as the last
event of a stream that has text already; a 200 with a document or a page that is no answer; fields for errors that hold none.
"""
from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from chat.providers.errors.error_bodies import is_error
from chat.providers.errors.error_wait import retry_after
from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.costs.turns import FAR_TOO_LONG
from tests.model_server import ModelServer, sending, sending_json, status_page
from tests.protocols import DONE, chat_chunk, sse
from tests.providers.asking import Got, got, provider_for
from tests.providers.streams import every_api, unfinished

CASES = Path(__file__).parent.parent / 'cases'


SHAPES: list[tuple[Any, str, str]] = [
    ({'error': {'code': 429, 'message': 'Upstream limit', 'metadata': {'error_type': 'rate_limit_exceeded'}}, 'choices': [
        {'index': 0, 'finish_reason': 'error', 'delta': {'content': ''}}]}, 'rate_limit', 'Upstream limit'),
    ({'error': {'code': 402, 'message': 'More credits, please'}, 'choices': []}, 'no_credit', 'More credits, please'),
    ({'error': 'Insufficient balance'}, 'no_credit', 'Insufficient balance'),
    ({'error': ['Something', 'is amiss']}, 'server_error', 'Something; is amiss'),
    ({'error': {'code': 'insufficient_quota'}}, 'no_credit', 'insufficient_quota'),
    ({'error': {'error': {'type': 'AuthenticationError', 'message': 'No such key'}}}, 'bad_key', 'No such key'),
    ({'object': 'error', 'message': 'The engine has died.', 'type': 'InternalServerError', 'code': 500}, 'server_error', 'has died'),
    ({'base_resp': {'status_code': 1008, 'status_msg': 'insufficient balance'}, 'choices': None}, 'no_credit', 'insufficient balance'),
    ({'base_resp': {'status_code': 1004, 'status_msg': 'login fail'}}, 'bad_key', 'login fail'),
    ({'error_code': 110, 'error_msg': 'Access token invalid or no longer valid'}, 'server_error', 'Access token invalid'),
    ({'error_msg': 'unauthorized', 'choices': []}, 'bad_key', 'unauthorized'),
    ({'errors': ['quota is used up'], 'success': False}, 'server_error', 'quota is used up'),
    ({'errors': [{'code': 10000, 'message': 'Authentication error'}], 'result': None, 'success': False}, 'bad_key', 'Authentication error'),
    ({'errors': [{'message': 'one'}, {'message': 'two'}]}, 'server_error', 'one; two'),
    ({'code': 'InvalidApiKey', 'message': 'Invalid API-key provided.', 'request_id': 'r'}, 'bad_key', 'Invalid API-key provided'),
    ({'code': 'Arrearage', 'message': 'Access denied, please make sure your account is in good standing.'}, 'no_credit', 'good standing'),
    ({'code': 'Throttling.RateQuota', 'message': 'Requests throttled'}, 'rate_limit', 'Requests throttled'),
    ({'code': 'DataInspectionFailed', 'message': 'Output is not suitable.'}, 'refused', 'not suitable'),
    ({'error': {'code': '1113', 'message': '您的账户已欠费，请充值后重试。'}}, 'no_credit', '已欠费'),
    ({'status': 'error', 'msg': 'no available channel for this group'}, 'overloaded', 'no available channel'),
    ({'status': 401, 'title': 'Unauthorized', 'detail': 'Token has expired'}, 'bad_key', 'Token has expired'),
    ({'detail': 'Internal failure'}, 'server_error', 'Internal failure'), ({'message': 'Too many requests'}, 'rate_limit', 'Too many'),
    ({'detail': [{'loc': ['body', 'model'], 'msg': 'Field required'}]}, 'server_error', 'Field required: body.model'),
    ({'error': {'message': '{"error": {"message": "the inner reason", "code": "model_not_found"}}'}}, 'unknown_model', 'the inner reason'),
    ({'error': {'message': 'Provider returned error', 'metadata': {'raw': '{"detail": "You are out of credits"}'}}}, 'no_credit',
        'You are out of credits'),
    ({'fault': {'faultstring': 'Invalid ApiKey'}, 'error': True}, 'bad_key', 'Invalid ApiKey'),
    ({'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}, 'overloaded', 'Overloaded'),
]
"""Body, kind, words."""


FINE: list[dict[str, Any]] = [
    {'error': None}, {'error': ''}, {'error': {}}, {'error': {'code': 0, 'message': ''}}, {'error': False}, {'errors': []},
    {'error_msg': ''}, {'base_resp': {'status_code': 0, 'status_msg': 'success'}}, {'error_code': 0}, {'success': True},
    {'code': 200, 'message': 'success'},
    {'status': 'completed', 'error': None}, {'status': 'ok', 'msg': ''},
]


@every_api
@pytest.mark.parametrize(('body', 'kind', 'words'), SHAPES)
async def test_an_error_ends_the_stream_with_its_words_and_keeps_the_text(
    model_server: ModelServer, connections: Connections, api: Api, body: Any, kind: str, words: str,
) -> None:
    model_server.answer([*unfinished(api, 'Half a'), sse(body), DONE])
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.kind) == ('Half a', kind)
    assert words in str(result.error)


@every_api
@pytest.mark.parametrize(('body', 'kind', 'words'), SHAPES)
async def test_a_document_with_an_error_is_told_in_its_words(
    model_server: ModelServer, connections: Connections, api: Api, body: Any, kind: str, words: str,
) -> None:
    model_server.answer(sending_json(body))
    result = await got(provider_for(model_server, connections, api))
    assert result.kind == kind
    assert words in str(result.error)


@every_api
@pytest.mark.parametrize(('body', 'kind', 'words'), SHAPES)
async def test_nobody_asks_again_by_himself_after_an_error_in_an_answer(
    model_server: ModelServer, connections: Connections, api: Api, body: Any, kind: str, words: str,
) -> None:
    """Not even before the first word: a server that has begun to answer may count that."""
    model_server.answer([sse(body)], sending_json(body))
    provider = provider_for(model_server, connections, api)
    for error in ((await got(provider)).error, (await got(provider)).error):
        assert error
        assert not error.is_retryable


@pytest.mark.parametrize('mark', FINE)
async def test_fields_for_errors_that_hold_none_do_no_harm(
    model_server: ModelServer, connections: Connections, mark: dict[str, Any],
) -> None:
    chunk = json.loads(chat_chunk('All is well').removeprefix(b'data: '))
    model_server.answer([sse({**chunk, **mark}), chat_chunk(finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.error) == ('All is well', None)
    assert not is_error(mark)


async def test_text_in_the_event_of_an_error_is_kept(model_server: ModelServer, connections: Connections) -> None:
    chunk = json.loads(chat_chunk('last words', finish='error').removeprefix(b'data: '))
    model_server.answer([sse({**chunk, 'error': {'message': 'The rest is lost', 'code': 502}})])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.kind) == ('last words', 'server_error')
    assert 'The rest is lost' in str(result.error)


@every_api
@pytest.mark.parametrize(('body', 'words'), [
    ({'message': 'Welcome to our API! Docs are at /docs', 'version': '1'}, 'Welcome to our API'),
    ({'data': {'notice': {'msg': 'Maintenance until six'}}}, 'Maintenance until six'),
])
async def test_a_document_that_is_no_answer_is_told_in_its_words(
    model_server: ModelServer, connections: Connections, api: Api, body: dict[str, Any], words: str,
) -> None:
    model_server.answer(sending_json(body))
    result = await got(provider_for(model_server, connections, api))
    assert result.kind == 'bad_answer'
    assert words in str(result.error)


@every_api
@pytest.mark.parametrize(('content_type', 'page', 'kind', 'words'), [
    ('text/plain', b'Insufficient balance, please top up.', 'no_credit', 'Insufficient balance, please top up'),
    ('text/plain', b'Ollama is running', 'bad_answer', 'Ollama is running'),
    ('text/event-stream', b'Too many requests\n', 'rate_limit', 'Too many requests'),
    ('text/html', b'<!doctype html><title>Sign in to the gateway</title>', 'bad_answer', 'Sign in to the gateway'),
])
async def test_a_page_with_200_that_is_no_answer_is_told_in_its_words(
    model_server: ModelServer, connections: Connections, api: Api, content_type: str, page: bytes, kind: str, words: str,
) -> None:
    model_server.answer(status_page(200, page, content_type))
    result = await got(provider_for(model_server, connections, api))
    assert result.kind == kind
    assert f'“{words}”' in str(result.error)


@every_api
async def test_words_beside_the_protocol_are_told_if_no_answer_comes(
    model_server: ModelServer, connections: Connections, api: Api,
) -> None:
    note = sse({'type': 'notice', 'message': 'Your account has been closed'})
    model_server.answer([note, DONE], [note, *unfinished(api, 'Hello'), DONE])
    provider = provider_for(model_server, connections, api)
    assert 'Your account has been closed' in str((await got(provider)).error)
    assert (await got(provider)).text == 'Hello'


async def case(name: str, api: Api, server: ModelServer, connections: Connections) -> Got:
    body = (CASES / name).read_bytes()
    server.answer(sending([body], content_type='application/json' if name.endswith('.json') else 'text/event-stream'))
    return await got(provider_for(server, connections, api))


@pytest.mark.parametrize(('name', 'api', 'text', 'kind', 'words', 'wait'), [
    ('chat-openrouter-midstream-error.sse', 'openai-chat', 'It begins well, ', 'rate_limit',
        'wait 12 s, then retry – it said: “Upstream limit', 12),
    ('chat-openrouter-error-empty-choices.sse', 'openai-chat', '', 'overloaded', '“Worker limit reached (33/32)”', None),
    ('chat-vllm-error-object.sse', 'openai-chat', 'Half a', 'server_error', '“The engine has died”', None),
    ('chat-minimax-200-error.json', 'openai-chat', '', 'no_credit', '“insufficient balance”', None),
    ('responses-failed-after-reasoning.sse', 'openai-responses', '', 'refused', 'may hold content that is not allowed', None),
    ('anthropic-overloaded-midstream.sse', 'anthropic', 'Up to here', 'overloaded', '“Overloaded”', None),
])
async def test_streams_as_servers_have_sent_them(
    model_server: ModelServer, connections: Connections, name: str, api: Api, text: str, kind: str, words: str, wait: float | None,
) -> None:
    result = await case(name, api, model_server, connections)
    assert result.error
    assert (result.text, result.kind, result.error.retry_after) == (text, kind, wait)
    assert words in result.error.message


@pytest.mark.parametrize('body', [
    {'error': [[[[[[[[[[[['deep']]]]]]]]]]]]}, {'error': {'message': {'message': {'message': 7}}}},
    {'error': {str(n): {'code': n} for n in range(500)}}, {'error': {'message': '[' * 5000}},
    {'error': {'detail': ['x'] * 5000}}, {'error': {'message': 'try again ' * 20_000}},
])
def test_strange_bodies_are_read_in_no_time(body: dict[str, Any]) -> None:
    begin = time.process_time()
    assert is_error(body)
    retry_after({}, body, str(body))
    assert time.process_time() - begin < FAR_TOO_LONG
