"""Tools that a service runs itself, and the words around them.

Traps told here: Anthropic's blocks of tools that run there come under many types; the input comes with the start of a block or in pieces;
texts in a row differ by their sources only, texts around a tool are two paragraphs; content in the start of a message.
"""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer
from tests.protocols import DONE, chat_chunk
from tests.providers.asking import got, provider_for
from tests.providers.protocols.messages import asked, block, piece


@pytest.mark.parametrize('type', ['tool_use', 'server_tool_use', 'mcp_tool_use', 'some_new_tool_use'])
@pytest.mark.parametrize('deltas', [[piece(''), piece('{"x"'), piece(': 1}')], []], ids=['in pieces', 'with the start'])
async def test_every_kind_of_call_has_its_name(
    model_server: ModelServer, connections: Connections, type: str, deltas: list[dict[str, Any]],
) -> None:
    content = {'type': type, 'id': 'a', 'name': 'get', 'input': {} if deltas else {'x': 1}}
    result = await asked(model_server, connections, block(0, content, *deltas))
    assert result.tools == [('get', '{"x": 1}')]


async def test_an_input_that_comes_twice_is_there_once(model_server: ModelServer, connections: Connections) -> None:
    content = {'type': 'tool_use', 'id': 'a', 'name': 'get', 'input': {'x': 1}}
    assert (await asked(model_server, connections, block(0, content, piece('{"x":'), piece('1}')))).tools == [('get', '{"x":1}')]


async def test_code_that_was_run_has_its_output(model_server: ModelServer, connections: Connections) -> None:
    output = {'type': 'bash_code_execution_result', 'stdout': '4\n', 'stderr': '', 'return_code': 0, 'content': []}
    call = {'type': 'server_tool_use', 'id': 's', 'name': 'bash_code_execution', 'input': {'command': 'x'}}
    result_block = {'type': 'bash_code_execution_tool_result', 'tool_use_id': 's', 'content': output}
    result = await asked(model_server, connections, block(0, call), block(1, result_block))
    assert result.tools == [('bash_code_execution', '{"command": "x"}'), ('bash_code_execution', '{"stdout": "4\\n", "return_code": 0}')]


async def test_parts_that_are_not_known_are_named_and_counted(model_server: ModelServer, connections: Connections) -> None:
    parts = [{'type': 'text', 'text': 'See'}, {'type': 'hologram', 'data': 'AAAA'}, {'type': 'video_url', 'video_url': {'url': 'x'}}]
    more = [{'type': 'hologram', 'data': 'BBBB'}, {'type': 'text', 'text': '.'}]
    model_server.answer([chat_chunk(parts), chat_chunk(more, finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.unshown, result.error) == ('See.', {'hologram': 2, 'film': 1}, None)


async def test_fields_that_are_not_known_are_named_where_nothing_else_has_come(
    model_server: ModelServer, connections: Connections,
) -> None:
    model_server.answer([chat_chunk(hologram='AAAA'), chat_chunk(hologram='BBBB', finish='stop'), DONE])
    assert (await got(provider_for(model_server, connections))).unshown == {'hologram': 1}
    model_server.answer([chat_chunk('Text', hologram='AAAA', finish='stop'), DONE])
    assert (await got(provider_for(model_server, connections))).unshown == {}
