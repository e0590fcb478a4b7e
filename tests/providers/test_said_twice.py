"""What a server says twice is in the reply once, and what it says only as a whole is in it, too.

Traps told here: a chunk with `message` beside `delta` (Perplexity), a `message` with everything at the end, a `message` in place of each
`delta`, with pieces or with all so far; whole texts with other white space than their pieces; tool calls in deltas and in the message.
"""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer, sending_json
from tests.protocols import DONE, chat_chunk, sse
from tests.providers.asking import Got, ask_for, got, provider_for


def chunk(delta: dict[str, Any] | None = None, message: dict[str, Any] | None = None, finish: str | None = None) -> bytes:
    given = {name: value for name, value in (('delta', delta), ('message', message)) if value is not None}
    return sse({'choices': [{'index': 0, 'finish_reason': finish, **given}]})


def calls(result: Got) -> list[tuple[str, str]]:
    """Name and arguments of each tool call."""
    found: dict[int, list[str]] = {}
    for call in (delta.tool_call for delta in result.deltas if delta.tool_call):
        name, arguments = found.get(call.index, ['', ''])
        found[call.index] = [name + call.name, arguments + call.arguments]
    return [(name, arguments) for name, arguments in found.values()]


ALPHA, BETA, WHOLE = {'content': 'Alpha '}, {'content': 'beta.'}, {'content': 'Alpha beta.'}


@pytest.mark.parametrize('chunks', [
    [chunk(ALPHA), chunk(BETA), chunk(message=WHOLE, finish='stop')],
    [chunk(ALPHA), chunk(BETA), chunk({}, WHOLE, 'stop')],
    [chunk(ALPHA), chunk(BETA), chunk({'content': None}, {'content': '\n Alpha beta.\n'}, 'stop')],
    [chunk(ALPHA, ALPHA), chunk(BETA, WHOLE, 'stop')],
    [chunk(ALPHA, ALPHA), chunk(BETA, BETA, 'stop')],
    [chunk(ALPHA), chunk({'content': ''}, WHOLE, 'stop')],
    [chunk(None, ALPHA), chunk(None, BETA, 'stop')],
    [chunk(None, ALPHA), chunk(None, WHOLE, 'stop')],
    [chunk(None, WHOLE), chunk(None, WHOLE, 'stop')],
    [chunk(ALPHA), chunk(BETA), chunk({}, {'content': [{'type': 'text', 'text': 'Alpha '}, {'type': 'text', 'text': 'beta.'}]}, 'stop')],
    [chunk(WHOLE), chunk(message={'content': 'Alpha'}, finish='stop')],
    [chunk(message=WHOLE, finish='stop')],
], ids=str)
async def test_the_text_is_there_once(model_server: ModelServer, connections: Connections, chunks: list[bytes]) -> None:
    model_server.answer([*chunks, DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.finish_reason, result.error) == ('Alpha beta.', 'stop', None)


async def test_thoughts_and_tools_are_there_once(model_server: ModelServer, connections: Connections) -> None:
    call = {'index': 0, 'id': 'a', 'type': 'function', 'function': {'name': 'get', 'arguments': '{"x"'}}
    whole = {'id': 'a', 'type': 'function', 'function': {'name': 'get', 'arguments': '{"x": 1}'}}
    other = {'id': 'b', 'type': 'function', 'function': {'name': 'put', 'arguments': {'y': 2}}}
    model_server.answer([
        chunk({'tool_calls': [call]}), chunk({'reasoning_content': 'Well'}),
        chunk({}, {'reasoning_content': 'Well, yes.', 'content': 'Text', 'tool_calls': [whole, other]}, 'tool_calls'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.thinking, result.text) == ('Well, yes.', 'Text')
    assert calls(result) == [('get', '{"x": 1}'), ('put', '{"y": 2}')]


async def test_calls_without_index_are_found_again_in_the_message(model_server: ModelServer, connections: Connections) -> None:
    whole = [{'id': id, 'function': {'name': name, 'arguments': '{}'}} for id, name in (('a', 'get'), ('b', 'put'))]
    model_server.answer([
        chunk({'tool_calls': whole[:1]}), chunk({'tool_calls': whole[1:]}), chunk({}, {'tool_calls': whole}, 'stop'), DONE])
    assert calls(await got(provider_for(model_server, connections))) == [('get', '{}'), ('put', '{}')]


async def test_two_names_for_one_thought_are_one_thought(model_server: ModelServer, connections: Connections) -> None:
    details = [{'type': 'reasoning.text', 'text': 'Hm'}]
    model_server.answer([
        chat_chunk(reasoning_content='Hm', reasoning='Hm', reasoning_details=details), chat_chunk(reasoning_details=[
            {'type': 'reasoning.summary', 'summary': ', yes'}, {'type': 'reasoning.encrypted', 'data': 'AAAA'}]),
        chat_chunk('So.', finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.thinking, result.text) == ('Hm, yes', 'So.')


async def test_the_old_way_to_call_a_function_is_a_tool_call(model_server: ModelServer, connections: Connections) -> None:
    pieces = [{'name': 'get', 'arguments': ''}, {'arguments': '{"x"'}, {'arguments': ': 1}'}]
    model_server.answer([*(chat_chunk(function_call=piece) for piece in pieces), chat_chunk(finish='function_call'), DONE])
    result = await got(provider_for(model_server, connections))
    assert calls(result) == [('get', '{"x": 1}')]
    assert result.finish_reason == 'function_call'


async def test_the_old_way_is_read_in_a_whole_answer_too(model_server: ModelServer, connections: Connections) -> None:
    message = {'role': 'assistant', 'content': None, 'function_call': {'name': 'get', 'arguments': '{}'}}
    model_server.answer(sending_json({'choices': [{'message': message, 'finish_reason': 'function_call'}]}))
    assert calls(await got(provider_for(model_server, connections), ask_for(stream=False))) == [('get', '{}')]


async def test_a_single_table_may_stand_where_a_list_belongs(model_server: ModelServer, connections: Connections) -> None:
    call = {'id': 'a', 'function': {'name': 'get', 'arguments': '{}'}}
    model_server.answer([
        sse({'choices': {'delta': {'content': {'type': 'text', 'text': 'One.'}}}}), chunk({'tool_calls': call}, finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, calls(result)) == ('One.', [('get', '{}')])
