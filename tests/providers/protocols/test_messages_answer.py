"""What comes in events of the Messages API."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer
from tests.protocols import DONE, anthropic_end, anthropic_event, anthropic_whole, chat_chunk
from tests.providers.asking import got, provider_for
from tests.providers.protocols.messages import asked, block, piece

CASE = Path(__file__).parent.parent / 'cases' / 'anthropic-server-tool-use.sse'


def said(text: str) -> dict[str, Any]:
    return {'type': 'text_delta', 'text': text}


TEXT = {'type': 'text', 'text': ''}


async def test_a_tool_of_the_service_has_name_input_and_result(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([CASE.read_bytes()])
    result = await got(provider_for(model_server, connections, 'anthropic'))
    assert result.text == 'I look it up.\n\nIt is 2,962 m high, as measured.'
    assert result.tools == [
        ('web_search', '{"query": "height of the Zugspitze"}'),
        ('web_search', '[{"url": "https://example.org/zugspitze", "title": "Zugspitze"}]')]


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
