"""Tools that a service runs itself, and the words around them.

Traps told here: Anthropic's blocks of tools that run there come under many types; the input comes with the start of a block or in pieces;
texts in a row differ by their sources only, texts around a tool are two paragraphs; content in the start of a message.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer, sending_json
from tests.protocols import DONE, anthropic_end, anthropic_event, anthropic_start, anthropic_whole, chat_chunk
from tests.providers.asking import Got, ask_for, got, provider_for

CASE = Path(__file__).parent.parent / 'cases' / 'anthropic-server-tool-use.sse'


def block(index: int, content: dict[str, Any], *deltas: dict[str, Any], end: dict[str, Any] | None = None) -> list[bytes]:
    return [
        anthropic_event('content_block_start', index=index, content_block=content),
        *(anthropic_event('content_block_delta', index=index, delta=delta) for delta in deltas),
        anthropic_event('content_block_stop', index=index, **({'content_block': end} if end else {}))]


def said(text: str) -> dict[str, Any]:
    return {'type': 'text_delta', 'text': text}


def piece(text: str) -> dict[str, Any]:
    return {'type': 'input_json_delta', 'partial_json': text}


TEXT = {'type': 'text', 'text': ''}


async def asked(server: ModelServer, connections: Connections, *blocks: list[bytes]) -> Got:
    server.answer([anthropic_start(), *(event for events in blocks for event in events), *anthropic_end()])
    return await got(provider_for(server, connections, 'anthropic'))


async def test_a_tool_of_the_service_has_name_input_and_result(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([CASE.read_bytes()])
    result = await got(provider_for(model_server, connections, 'anthropic'))
    assert result.text == 'I look it up.\n\nIt is 2,962 m high, as measured.'
    assert result.tools == [
        ('web_search', '{"query": "height of the Zugspitze"}'),
        ('web_search', '[{"url": "https://example.org/zugspitze", "title": "Zugspitze"}]')]


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


async def test_a_block_of_which_only_pieces_come_is_understood(model_server: ModelServer, connections: Connections) -> None:
    events = [anthropic_event('content_block_delta', index=3, delta=delta) for delta in (piece('{"x"'), piece(': 1}'))]
    assert (await asked(model_server, connections, events)).tools == [('tool', '{"x": 1}')]


async def test_texts_around_a_thought_are_two_paragraphs(model_server: ModelServer, connections: Connections) -> None:
    thought = {'type': 'thinking', 'thinking': ''}
    result = await asked(
        model_server, connections, block(0, TEXT, said('First.')), block(1, thought, {'type': 'thinking_delta', 'thinking': 'Hm.'}),
        block(2, TEXT, said('Second,')), block(3, TEXT, said(' and on.')))
    assert (result.text, result.thinking) == ('First.\n\nSecond, and on.', 'Hm.')


async def test_the_end_of_a_block_may_have_its_words(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(model_server, connections, block(0, TEXT, said('Half'), end={'type': 'text', 'text': 'Half and half.'}))
    assert result.text == 'Half and half.'


@pytest.mark.parametrize('has_blocks', [True, False])
async def test_content_in_the_start_counts_if_no_other_comes(
    model_server: ModelServer, connections: Connections, has_blocks: bool,
) -> None:
    start = anthropic_event('message_start', message=anthropic_whole('All of it.'))
    model_server.answer([start, *(block(0, TEXT, said('All of it.')) if has_blocks else []), *anthropic_end()])
    assert (await got(provider_for(model_server, connections, 'anthropic'))).text == 'All of it.'


async def test_blocks_and_pieces_that_are_not_known_are_shown_or_counted(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(
        model_server, connections, block(0, {'type': 'poem', 'text': 'Roses.'}), block(1, {'type': 'hologram', 'data': 'AAAA'}),
        block(2, {'type': 'song'}, {'type': 'lyrics_delta', 'text': 'La.'}, {'type': 'notes_delta', 'notes': 'CDE'}))
    assert (result.text, result.unshown) == ('Roses.La.', {'hologram': 1, 'notes_delta': 1})


async def test_the_words_behind_a_call_are_a_paragraph(model_server: ModelServer, connections: Connections) -> None:
    tool = {'index': 0, 'id': 'a', 'function': {'name': 'get', 'arguments': '{}'}}
    model_server.answer([chat_chunk('I look.'), chat_chunk(tool_calls=[tool]), chat_chunk('Done'), chat_chunk('.', finish='stop'), DONE])
    assert (await got(provider_for(model_server, connections))).text == 'I look.\n\nDone.'


async def test_a_spoken_answer_is_its_transcript(model_server: ModelServer, connections: Connections) -> None:
    sounds = [{'id': 'a', 'transcript': 'Good '}, {'id': 'a', 'data': 'AAAA'}, {'transcript': 'day.', 'data': 'AAAA'}, {'expires_at': 1}]
    model_server.answer([*(chat_chunk(audio=sound) for sound in sounds), chat_chunk(finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.unshown) == ('Good day.', {'sound': 1})


async def test_a_spoken_answer_in_one_piece_is_its_transcript(model_server: ModelServer, connections: Connections) -> None:
    message = {'role': 'assistant', 'content': None, 'audio': {'id': 'a', 'data': 'AAAA', 'transcript': 'Good day.'}}
    model_server.answer(sending_json({'choices': [{'message': message, 'finish_reason': 'stop'}]}))
    result = await got(provider_for(model_server, connections), ask_for(stream=False))
    assert (result.text, result.unshown) == ('Good day.', {'sound': 1})


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
