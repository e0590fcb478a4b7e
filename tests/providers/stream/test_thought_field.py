"""What servers leave of marks in the field that is meant for thoughts."""
from __future__ import annotations

import pytest

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer, sending, sending_json
from tests.protocols import DONE, chat_chunk
from tests.providers.asking import ask_for, got, provider_for


@pytest.mark.parametrize('pieces', [
    ['<think>\nHm, ', 'yes.', '\n</think>\n'], ['<th', 'ink>', '\nHm, yes.', '</think>'], ['Hm, ', 'yes.', '<|im_', 'end|>'], ['Hm, yes.'],
])
async def test_marks_in_the_field_for_thoughts_are_taken_out(
    model_server: ModelServer, connections: Connections, pieces: list[str],
) -> None:
    thoughts = [chat_chunk(reasoning_content=piece) for piece in pieces]
    model_server.answer([*thoughts, chat_chunk('Yes.'), chat_chunk(finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.thinking.strip(), result.text) == ('Hm, yes.', 'Yes.')


async def test_marks_within_the_field_for_thoughts_stay(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk(reasoning_content='A </think> B'), chat_chunk('Yes.'), chat_chunk(finish='stop'), DONE])
    assert (await got(provider_for(model_server, connections))).thinking == 'A </think> B'


@pytest.mark.parametrize('thinking', [
    [{'type': 'text', 'text': 'Well, '}, {'type': 'text', 'text': 'yes'}], 'Well, yes', ['Well, ', 'yes'], {'text': 'Well, yes'}])
@pytest.mark.parametrize('is_stream', [True, False])
async def test_mistrals_thoughts_are_lists(
    model_server: ModelServer, connections: Connections, thinking: object, is_stream: bool,
) -> None:
    content = [{'type': 'thinking', 'thinking': thinking, 'closed': True}, {'type': 'text', 'text': 'Yes.'}]
    whole = {'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': content}, 'finish_reason': 'stop'}]}
    stream = [chat_chunk(content[:1]), chat_chunk(content[1:]), chat_chunk(finish='stop'), DONE]
    model_server.answer(sending(stream) if is_stream else sending_json(whole))
    result = await got(provider_for(model_server, connections), ask_for(stream=is_stream))
    assert (result.thinking, result.text) == ('Well, yes', 'Yes.')
