"""Events that are none of the protocol: of another kind of API, or the last words of a gateway that spells errors its own way."""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, sending, sending_json
from tests.protocols import anthropic_stream, chat_chunk, chat_stream, responses_stream, sse
from tests.providers.asking import got, provider_for

OLLAMA = [b'{"model": "m", "message": {"role": "assistant", "content": "Hello"}, "done": false}\n', b'{"model": "m", "done": true}\n']
LLAMA = [sse({'content': 'Hello', 'stop': False}), sse({'content': '', 'stop': True})]


@pytest.mark.parametrize(('api', 'body'), [
    ('openai-chat', responses_stream('Hello')), ('openai-chat', anthropic_stream('Hello')), ('openai-chat', OLLAMA), ('openai-chat', LLAMA),
    ('openai-responses', chat_stream('Hello')), ('openai-responses', anthropic_stream('Hello')), ('anthropic', chat_stream('Hello')),
], ids=['responses', 'anthropic', 'ollama', 'llama', 'chat', 'anthropic at responses', 'chat at anthropic'])
async def test_an_answer_in_another_kind_of_api_is_called_so(
        model_server: ModelServer, connections: Connections, api: Api, body: list[bytes]) -> None:
    model_server.answer(sending(body))
    result = await got(provider_for(model_server, connections, api))
    assert result.error
    assert result.kind == 'bad_answer'
    assert 'check the address and the kind of API' in result.error.message
    assert 'it said' in result.error.message


ERRORS: list[tuple[dict[str, Any], str]] = [
    ({'fault': {'faultstring': 'quota violated'}}, 'quota violated'), ({'Message': 'spelled so elsewhere'}, 'spelled so elsewhere'),
    ({'Error': {'Code': 'X', 'Message': 'capital letters'}}, 'capital letters'), ({'err': 'short and plain'}, 'short and plain'),
    ({'ResponseMetadata': {'Error': {'Message': 'deep inside'}}}, 'deep inside'), ({'exception': 'boom'}, 'boom'),
    ({'errmsg': 'glued together', 'errcode': 40003}, 'glued together'),
    ({'result': None, 'status': {'code': 5, 'note': 'odd'}}, '"note": "odd"'),
]


@pytest.mark.parametrize(('body', 'words'), ERRORS, ids=[words for _, words in ERRORS])
async def test_the_last_words_of_a_server_are_told_behind_the_text(
        model_server: ModelServer, connections: Connections, body: dict[str, Any], words: str) -> None:
    model_server.answer(sending([chat_chunk('Begun'), sse(body)]))
    result = await got(provider_for(model_server, connections))
    assert result.text == 'Begun'
    assert result.error
    assert words in result.error.message


@pytest.mark.parametrize(('body', 'words'), ERRORS[:-1], ids=[words for _, words in ERRORS[:-1]])
async def test_the_words_of_a_server_are_told_in_place_of_an_answer(
        model_server: ModelServer, connections: Connections, body: dict[str, Any], words: str) -> None:
    model_server.answer(sending_json(body))
    error = (await got(provider_for(model_server, connections))).error
    assert error
    assert words in error.message


async def test_what_a_gateway_says_before_the_text_is_no_reason_for_its_end(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending([sse({'sources': [{'message': 'A page'}]}), chat_chunk('Begun')]), chat_stream('Whole'))
    result = await got(provider_for(model_server, connections))
    assert result.kind == 'cut_off'
    assert result.error
    assert 'A page' not in result.error.message
    assert (await got(provider_for(model_server, connections))).error is None


@pytest.mark.parametrize('name', ['reasoning_text', 'thought', 'thoughts'])
async def test_thoughts_by_other_names_are_thoughts(model_server: ModelServer, connections: Connections, name: str) -> None:
    model_server.answer(sending([chat_chunk(**{name: 'Hm. '}), *chat_stream('So.')]))
    result = await got(provider_for(model_server, connections))
    assert (result.thinking, result.text) == ('Hm. ', 'So.')
