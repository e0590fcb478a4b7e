"""What every protocol must survive, through the real SDKs against a local server.

Traps told here: a 200 that is no event stream gives silence in both SDKs; the end of the bytes without a finish reason is a normal end for
them; one bad event kills their stream; keep-alive comments defeat the read timeout and stay invisible; emoji cut in half by JavaScript
servers; bytes cut anywhere, CRLF, events without the last empty line; broken connections in mid-stream, which anthropic lets out raw.
"""
from __future__ import annotations

import asyncio
import json

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_exchange import Exchange
from tests.model_server import ModelServer, sending, sending_json, status_page
from tests.protocols import ENDING_EVENTS, WHOLE, sse
from tests.providers.asking import ask_for, got, provider_for
from tests.providers.streams import KIND, every_api, stream_of, unfinished


@every_api
async def test_thinking_text_usage_and_end(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(stream_of(api, 'Hello', ' world', thinking='Hm'))
    result = await got(provider_for(model_server, connections, api))
    assert (result.thinking, result.text, result.finish_reason) == ('Hm', 'Hello world', 'stop')
    assert (result.usage.input_tokens, result.usage.output_tokens) == (12, 34)
    assert [delta.finish_reason for delta in result.deltas[:-1]] == [None] * (len(result.deltas) - 1)


@every_api
async def test_an_answer_in_one_piece(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(sending_json(WHOLE[KIND[api]]('Hello')))
    result = await got(provider_for(model_server, connections, api), ask_for(stream=False))
    assert (result.text, result.finish_reason, result.usage.output_tokens) == ('Hello', 'stop', 34)


@every_api
async def test_a_server_that_ignores_stream_is_understood(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(sending_json(WHOLE[KIND[api]]('Hello')))
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.finish_reason) == ('Hello', 'stop')


@every_api
async def test_a_stream_where_none_was_asked_for_is_understood(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(stream_of(api, 'Hello'))
    assert (await got(provider_for(model_server, connections, api), ask_for(stream=False))).text == 'Hello'


@every_api
@pytest.mark.parametrize('content_type', ['text/plain', 'application/octet-stream', None, 'TEXT/EVENT-STREAM; charset=utf-8',
    'application/json'])
async def test_a_stream_is_known_by_its_looks(
    model_server: ModelServer, connections: Connections, api: Api, content_type: str | None,
) -> None:
    model_server.answer(sending(stream_of(api, 'Hello'), content_type=content_type))
    assert (await got(provider_for(model_server, connections, api))).text == 'Hello'


@every_api
@pytest.mark.parametrize(('body', 'content_type'), [
    (b'<!DOCTYPE html><html><title>Sign in</title></html>', 'text/html'), (b'{"status": "ok"}', 'application/json'),
    (b'hello there', 'text/plain'), (b'[1, 2]', 'application/json'), (b'{broken', 'application/json'),
        (b'hello\n\nthere\n', 'text/event-stream'),
])
async def test_a_200_that_is_no_answer_is_said(
    model_server: ModelServer, connections: Connections, api: Api, body: bytes, content_type: str,
) -> None:
    model_server.answer(status_page(200, body, content_type))
    result = await got(provider_for(model_server, connections, api))
    assert result.error
    assert result.kind in {'bad_answer', 'server_error'}
    assert 'check the address' in result.error.message or result.kind == 'server_error'


@every_api
async def test_the_end_without_a_finish_reason_is_a_cut(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(unfinished(api, 'Hello', ' wor'))
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.kind) == ('Hello wor', 'cut_off')


@every_api
async def test_a_body_without_anything_is_a_cut(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer([])
    assert (await got(provider_for(model_server, connections, api))).kind == 'cut_off'


@every_api
@pytest.mark.parametrize('then', ['drop', 'reset'])
async def test_a_broken_connection_keeps_what_came(model_server: ModelServer, connections: Connections, api: Api, then: str) -> None:
    model_server.answer(sending(unfinished(api, 'Hello'), then=then))
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.kind) == ('Hello', 'cut_off')


@every_api
async def test_trouble_after_the_end_is_none(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(sending(stream_of(api, 'Hello'), then='reset'))
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.finish_reason, result.error) == ('Hello', 'stop', None)


@every_api
@pytest.mark.parametrize('empty', [b'data:\n\n', b'data: ping\n\n', b'data: null\n\n', b'data: 7\n\n', b'data: []\n\n', b'retry: 1\n\n',
    b'id: 7\nretry: 1\n\n', b'data: Keep-Alive\n\n'])
async def test_an_event_without_content_does_no_harm(
    model_server: ModelServer, connections: Connections, api: Api, empty: bytes,
) -> None:
    first, *rest = stream_of(api, 'Hello')
    model_server.answer([first, empty, *rest])
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.finish_reason, result.error) == ('Hello', 'stop', None)


@every_api
@pytest.mark.parametrize('bad', [b'data: {"choices": [{"de\n\n', b'data: \xff\xfe\n\n', b'data: nonsense\n\n', b'data: "words"\n\n'])
async def test_an_event_that_cannot_be_read_is_told(model_server: ModelServer, connections: Connections, api: Api, bad: bytes) -> None:
    first, *rest = stream_of(api, 'Hello')
    model_server.answer([first, bad, *rest])
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.kind) == ('Hello', 'damaged')
    assert 'words may be missing' in str(result.error)


@every_api
async def test_what_cannot_be_read_behind_the_last_word_does_no_harm(
    model_server: ModelServer, connections: Connections, api: Api,
) -> None:
    stream = stream_of(api, 'Hello')
    end = ENDING_EVENTS[KIND[api]]
    model_server.answer([*stream[:len(stream) - end + 1], b'data: {"usage": {"in\n\n', *stream[len(stream) - end + 1:]])
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.error) == ('Hello', None)


@every_api
async def test_nothing_but_bad_events_is_no_answer(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer([b'data: nonsense\n\n', b'data: {{{\n\n'])
    assert (await got(provider_for(model_server, connections, api))).kind == 'bad_answer'


@every_api
@pytest.mark.parametrize('size', [1, 3, 7])
@pytest.mark.parametrize('end', [b'\n', b'\r\n', b'\r'])
async def test_bytes_may_be_cut_anywhere(
    model_server: ModelServer, connections: Connections, api: Api, size: int, end: bytes,
) -> None:
    text = 'Grüße 👋🏽 \u2028\x85 e\u0301'
    events = [json_event.replace(b'\n', end) for json_event in unescaped(stream_of(api, text, thinking='dächte'))]
    stream = b''.join(events)
    model_server.answer([stream[i:i + size] for i in range(0, len(stream), size)])
    result = await got(provider_for(model_server, connections, api))
    assert (result.thinking, result.text, result.finish_reason) == ('dächte', text, 'stop')


def unescaped(events: list[bytes]) -> list[bytes]:
    """JSON with characters as they are instead of backslash-u."""
    def plain(event: bytes) -> bytes:
        head, _, data = event.rpartition(b'data: ')
        if data.strip() == b'[DONE]':
            return event
        return head + b'data: ' + json.dumps(json.loads(data), ensure_ascii=False).encode() + b'\n\n'
    return [plain(event) for event in events]


@every_api
async def test_the_last_event_may_lack_its_empty_line(model_server: ModelServer, connections: Connections, api: Api) -> None:
    stream = b''.join(stream_of(api, 'Hello'))
    model_server.answer([stream[:-2]])
    assert (await got(provider_for(model_server, connections, api))).finish_reason == 'stop'


@every_api
async def test_comments_become_notes(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer([b': OPENROUTER PROCESSING\n\n', b': keep-alive\n\n', *stream_of(api, 'Hello')])
    result = await got(provider_for(model_server, connections, api))
    assert set(result.notes) == {'queued at the provider'}
    assert result.text == 'Hello'


@every_api
async def test_silence_ends_in_a_timeout(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(sending(unfinished(api, 'Hello'), then='hang'))
    result = await got(provider_for(model_server, connections, api, read_timeout=0.2))
    assert (result.text, result.kind) == ('Hello', 'timed_out')


@every_api
async def test_text_arrives_while_the_model_still_writes(model_server: ModelServer, connections: Connections, api: Api) -> None:
    go_on = asyncio.Event()

    async def handler(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.send(b''.join(unfinished(api, 'first')))
        await go_on.wait()
        await exchange.send(b''.join(stream_of(api, ' second')))
    model_server.answer(handler)
    stream = provider_for(model_server, connections, api).stream(ask_for())
    first = await anext(stream)
    assert first.text == 'first'
    go_on.set()
    assert ''.join([delta.text async for delta in stream]) == ' second'


@every_api
async def test_a_very_long_event_is_taken(model_server: ModelServer, connections: Connections, api: Api) -> None:
    text = 'x' * 999_999
    model_server.answer(stream_of(api, text))
    assert (await got(provider_for(model_server, connections, api))).text == text


@every_api
async def test_unknown_events_are_passed_over(model_server: ModelServer, connections: Connections, api: Api) -> None:
    first, *rest = stream_of(api, 'Hello')
    unknown = [sse({'type': 'response.teleport.delta', 'delta': 'no'}, 'response.teleport.delta'), sse({'type': 'ping'}, 'ping')]
    model_server.answer([first, *unknown, *rest])
    assert (await got(provider_for(model_server, connections, api))).text == 'Hello'


@every_api
async def test_the_connection_is_used_again(model_server: ModelServer, connections: Connections, api: Api) -> None:
    provider = provider_for(model_server, connections, api)
    await got(provider)
    await got(provider)
    assert len(model_server.exchanges) == 2
    assert model_server.connection_count == 1


@every_api
async def test_pieces_of_one_read_become_one_delta(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer([b''.join(stream_of(api, *'abcdef'))])
    deltas = (await got(provider_for(model_server, connections, api))).deltas
    assert [delta.text for delta in deltas if delta.text] == ['abcdef']


@every_api
@pytest.mark.parametrize(('limit', 'reason'), [(34, 'length'), (33, 'length'), (35, 'stop'), (None, 'stop')])
async def test_an_answer_as_long_as_it_may_be_was_cut_off_whatever_the_server_calls_it(
        model_server: ModelServer, connections: Connections, api: Api, limit: int | None, reason: str) -> None:
    """llama.cpp, LiteLLM and transformers call it a proper end over Responses, LiteLLM over Messages as well."""
    model_server.answer(stream_of(api, 'Once upon a'))
    result = await got(provider_for(model_server, connections, api), ask_for(max_tokens=limit))
    assert (result.text, result.finish_reason, result.usage.output_tokens) == ('Once upon a', reason, 34)
