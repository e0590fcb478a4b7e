"""An answer without an end, of whatever kind, ends with a sentence; what came before it is kept, and nobody else waits meanwhile.

Traps told here: many small values take a hundred times their length in memory; a search through all parts for each piece takes the square
of their number; what the protocols remember (items, blocks, ids) grows without a word of text; JSON can be nested deeper than Python.
"""
from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable

import pytest

from chat.conversation import Reply, Usage
from chat.providers.event_stream import Event, EventReader
from chat.providers.http.connections import Connections
from chat.providers.limits import ARGUMENTS, EVENT_BYTES, EVENT_TEXT, MEGABYTE, READ_BYTES, REPLY_TEXT, STRETCHES, TOOL_CALLS
from chat.providers.stream import answer_body
from chat.settings import Api
from tests.costs.turns import FAR_TOO_LONG, watched
from tests.model_server import Handler, ModelServer, sending, sending_json
from tests.protocols import DONE, STREAMS, WHOLE, chat_chunk, chat_usage, sse
from tests.providers.asking import Got, got, provider_for
from tests.providers.stream import floods
from tests.providers.stream.floods import KIND, one_event, pouring
from tests.providers.streams import every_api
from tests.waiting import in_time

OPENING = b'{"choices": [{"index": 0, "delta": {"content": '


async def held(server: ModelServer, connections: Connections, api: Api, answer: Handler | Iterable[bytes]) -> tuple[Got, Reply]:
    """What comes of it, and the reply that is made of it, without holding up the event loop."""
    server.answer(answer if callable(answer) else pouring(answer))
    provider, reply = provider_for(server, connections, api), Reply(turn_id='t', lane=0, model='m')
    with watched() as watch:
        result = await in_time(got(provider))
        for delta in result.deltas:
            reply.append(delta, time.time())
            await asyncio.sleep(0)
    assert watch.longest < FAR_TOO_LONG
    return result, reply


def too_much(result: Got) -> str:
    """Of what."""
    assert result.error
    assert result.kind == 'too_much'
    assert not result.error.is_retryable
    start, end = 'local sent ', ' for “test-model”: the answer was cut off there, what came before is kept.'
    assert result.error.message.startswith(start)
    assert result.error.message.endswith(end)
    return result.error.message.removeprefix(start).removesuffix(end)


@every_api
async def test_text_without_an_end(far: ModelServer, connections: Connections, api: Api) -> None:
    result, reply = await held(far, connections, api, floods.texts(api, 'x' * 100_000, 10_000))
    assert too_much(result) == 'more than 16 MB of text'
    assert reply.text == 'x' * REPLY_TEXT
    assert far.exchanges[-1].wait_closed()


@every_api
async def test_thoughts_without_an_end(far: ModelServer, connections: Connections, api: Api) -> None:
    result, reply = await held(far, connections, api, floods.thoughts(api, '🦜' * 10_000, 10_000))
    assert too_much(result) == 'more than 16 MB of text'
    assert reply.thinking == '🦜' * (REPLY_TEXT // 4)
    assert far.exchanges[-1].wait_closed()


@every_api
async def test_tool_calls_without_an_end(far: ModelServer, connections: Connections, api: Api) -> None:
    result, reply = await held(far, connections, api, floods.calls(api, 200_000))
    assert too_much(result) == 'more than 1,000 tool calls'
    assert [part.detail['id'] for part in reply.parts] == [f'call-{number}' for number in range(TOOL_CALLS)]
    assert far.exchanges[-1].wait_closed()


@every_api
async def test_as_many_tool_calls_as_are_taken(far: ModelServer, connections: Connections, api: Api) -> None:
    result, reply = await held(far, connections, api, floods.calls(api, TOOL_CALLS))
    assert result.kind == 'cut_off'
    assert len(reply.parts) == TOOL_CALLS


@every_api
async def test_arguments_without_an_end(far: ModelServer, connections: Connections, api: Api) -> None:
    pieces = [floods.call(api, 0, 'call-0', 'search', ''), *[floods.arguments_of(api, 0, '"' * 1000)] * 5000]
    result, reply = await held(far, connections, api, floods.begun(api, *pieces))
    assert too_much(result) == 'more than 4 MB of arguments for tools'
    assert [part.kind for part in reply.parts] == ['tool_call']
    assert ARGUMENTS - 2000 < len(reply.parts[0].text) <= ARGUMENTS


@every_api
async def test_turns_without_an_end(far: ModelServer, connections: Connections, api: Api) -> None:
    result, reply = await held(far, connections, api, floods.turns(api, 100_000))
    assert too_much(result) == 'more than 10,000 parts'
    assert len(reply.parts) <= STRETCHES


@every_api
async def test_parts_without_anything_in_them(far: ModelServer, connections: Connections, api: Api) -> None:
    result, _ = await held(far, connections, api, floods.empty_parts(api, 100_000))
    assert too_much(result) == 'more than 10,000 parts'


@every_api
async def test_the_text_of_one_event(far: ModelServer, connections: Connections, api: Api) -> None:
    most = '€' * (EVENT_TEXT // 3) + '!'
    taken, _ = await held(far, connections, api, floods.whole(api, most))
    assert (taken.text, taken.error) == (most, None)
    result, _ = await held(far, connections, api, floods.whole(api, most + '!'))
    assert too_much(result) == 'more than 1 MB of text in one event'


@every_api
async def test_brackets_in_a_text_are_no_values(far: ModelServer, connections: Connections, api: Api) -> None:
    data = '{"a": [1, "\\\\"]},' * 20_000
    taken, _ = await held(far, connections, api, floods.whole(api, data))
    assert (taken.text, taken.error) == (data, None)


@every_api
@pytest.mark.parametrize(('pieces', 'what'), [
    ([b'data: {"x": "', *[b'x' * MEGABYTE] * 40], f'one event of more than {EVENT_BYTES // MEGABYTE} MB'),
    ([b'data: ', *[b'"a": ' * 100_000] * 40, b'\n\n'], f'more than {READ_BYTES / MEGABYTE} MB in one piece'),
    ([b'data:\n'] * 1_000_000, f'more than {READ_BYTES / MEGABYTE} MB in one piece'),
    ([b'data: "line"\n'] * 1_000_000, f'more than {READ_BYTES / MEGABYTE} MB in one piece'),
    ([b': ', *[b'x' * MEGABYTE] * 40], f'one event of more than {EVENT_BYTES // MEGABYTE} MB'),
    (one_event(b'[', b'{"a":1},' * 250_000, b'0]'), 'more than 20,000 values in one piece'),
    (one_event(b'[', b'{"a":1},' * 9_000, b'0]'), 'a list of more than 1,000 parts in one event'),
])
async def test_one_event(far: ModelServer, connections: Connections, api: Api, pieces: list[bytes], what: str) -> None:
    result, _ = await held(far, connections, api, [*floods.begun(api), *pieces])
    assert too_much(result) == what


@pytest.mark.parametrize('value', [b'[' + b'"a",' * 15_000 + b'"a"]', b'[' + b'{},' * 15_000 + b'0]'])
async def test_many_parts_in_one_event(far: ModelServer, connections: Connections, value: bytes) -> None:
    result, _ = await held(far, connections, 'openai-chat', one_event(OPENING, value, b'}}]}'))
    assert too_much(result) == 'a list of more than 1,000 parts in one event'


@every_api
@pytest.mark.parametrize(('document', 'what'), [
    ([b'{"id": "', *[b'x' * MEGABYTE] * 40], 'more than 32 MB in one piece'),
    ([b'{"choices": [', *[b'{"a": 1},' * 10_000] * 15, b'0]}'], 'more than 20,000 values in one piece'),
    ([b'{', *[b'"a": 1,' * 100_000] * 5], 'more than 2.5 MB in one piece'),
])
async def test_an_answer_in_one_piece(far: ModelServer, connections: Connections, api: Api, document: list[bytes], what: str) -> None:
    result, _ = await held(far, connections, api, pouring(document, 'application/json'))
    assert too_much(result) == what


@every_api
async def test_a_long_answer_in_one_piece_is_taken(far: ModelServer, connections: Connections, api: Api) -> None:
    result, _ = await held(far, connections, api, sending_json(WHOLE[KIND[api]]('"Yes", he said.\n' * 100_000)))
    assert (len(result.text), result.finish_reason) == (1_600_000, 'stop')


@every_api
@pytest.mark.parametrize('flood', [floods.comments(1_000_000), floods.empty_events(20_000)], ids=['comments', 'events'])
async def test_what_says_nothing_is_waited_out(far: ModelServer, connections: Connections, api: Api, flood: Iterable[bytes]) -> None:
    result, _ = await held(far, connections, api, [*floods.begun(api), *flood, *floods.whole(api, 'At last.')])
    assert (result.text, result.error) == ('At last.', None)
    assert len(result.notes) < 1000


def test_a_flood_of_comments_is_one_note_a_read() -> None:
    reader = EventReader()
    assert reader.feed(b': a\n' * 10_000 + b'data: x\n\n' + b': b\n' * 10_000) == [Event(':', b'a'), Event('', b'x'), Event(':', b'b')]


@every_api
@pytest.mark.parametrize('nested', [b'[' * 900 + b']' * 900, b'{"text":' * 900 + b'1' + b'}' * 900, b'{"error":' * 900 + b'1' + b'}' * 900])
@pytest.mark.parametrize('place', [b'{"error": @}', b'{"choices": [{"delta": {"content": @, "tool_calls": [{"function": @}]}}]}',
                                   b'{"type": "response.output_item.done", "item": {"type": "message", "content": @}}',
                                   b'{"type": "content_block_start", "content_block": {"type": "tool_use", "id": "a", "input": @}}'])
async def test_what_is_nested_without_an_end(far: ModelServer, connections: Connections, api: Api, nested: bytes, place: bytes) -> None:
    """Any error with a name, but none of Python's."""
    event = place.replace(b'@', nested)
    for answer in (pouring([*floods.begun(api), *one_event(event)]), pouring([event], 'application/json')):
        result, _ = await held(far, connections, api, answer)
        assert result.error


@every_api
async def test_events_that_take_long_take_turns(
        far: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    """Text that has been read is on its way before the next event is looked at."""
    monkeypatch.setattr(answer_body, 'BURST', 0)
    words = [f'word {number} ' for number in range(30)]
    far.answer(sending([b''.join(STREAMS[KIND[api]](*words))]))
    result = await got(provider_for(far, connections, api))
    assert [delta.text for delta in result.deltas if delta.text] == words
    assert (result.finish_reason, result.error) == ('stop', None)


@every_api
async def test_a_long_text_in_one_event_takes_turns(
        far: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    """It comes in pieces that others need not wait for, however fast the machine is."""
    monkeypatch.setattr(answer_body, 'BURST', 0)
    text = 'word ' * 100_000
    far.answer(pouring(floods.whole(api, text)))
    result = await got(provider_for(far, connections, api))
    assert result.text == text
    assert max(len(delta.text) for delta in result.deltas) <= 5_000


async def test_numbers_that_no_database_holds_are_none(far: ModelServer, connections: Connections) -> None:
    usage = chat_usage(2**64 - 1, 2**63, cost=1e300, prompt_tokens_details={'cached_tokens': 10**15})
    result, reply = await held(far, connections, 'openai-chat', [chat_chunk('Hi.'), chat_chunk(finish='stop'), usage, DONE])
    assert result.finish_reason == 'stop'
    assert reply.usage == Usage()


async def test_names_and_reasons_have_an_end(far: ModelServer, connections: Connections) -> None:
    call = {'index': 10**18, 'id': 'i' * 90_000, 'function': {'name': 'n' * 90_000, 'arguments': '{}'}}
    answer = [chat_chunk(tool_calls=[call]), sse({'choices': [{'delta': {}, 'finish_reason': {'because': ['y'] * 9_000}}]}), DONE]
    _, reply = await held(far, connections, 'openai-chat', answer)
    assert len(json.dumps(reply.parts[0].detail)) < 1000
    assert 0 < len(reply.finish_reason or '') <= 100
