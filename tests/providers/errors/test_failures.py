"""Errors of every shape become one named error with one sentence that says what to do.

Traps told here: the words lie in other places at Gemini (a list), Mistral and FastAPI (`detail`), vLLM (`object: error`), proxies (HTML);
errors inside a 200 stream come as events, as `error:` lines, flat or nested, as a string, with numbers as codes, as a finish reason;
insufficient_quota is a 429 that no waiting cures; Retry-After is seconds, a date, milliseconds, or hidden in the body.
"""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, sending_json, status_page
from tests.protocols import DONE, chat_chunk, sse
from tests.providers.asking import APIS, KEY, got, provider_for
from tests.providers.streams import every_api, said, unfinished


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


async def test_an_error_in_a_200_document_is_an_error(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json(said('No such model', code='model_not_found')))
    assert (await got(provider_for(model_server, connections))).kind == 'unknown_model'


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


def test_all_apis_are_tested() -> None:
    assert set(APIS) == {'openai-chat', 'openai-responses', 'anthropic'}
    assert KEY not in json.dumps(said('x'))
