"""Where an answer ends: a reason is not always its last word, and a connection is not always closed behind it."""
from __future__ import annotations

import asyncio

import pytest

from chat.providers.http.connections import Connections
from chat.providers.stream import answer_body
from chat.settings import Api
from tests import waiting
from tests.model_exchange import Exchange
from tests.model_server import ModelServer, sending
from tests.protocols import DONE, anthropic_delta, anthropic_end, anthropic_event, anthropic_stream, chat_chunk, chat_stream, sse
from tests.providers.asking import ask_for, got, provider_for
from tests.providers.streams import every_api, stream_of

NEVER, AT_ONCE = 600.0, 0.0


def patience(monkeypatch: pytest.MonkeyPatch, *, alone: float = NEVER, with_content: float = NEVER, wrong: float = NEVER) -> None:
    """Seconds after a reason of its own, after one that came with content, and after one that content has followed."""
    for name, seconds in (('PATIENCE', alone), ('LONG_PATIENCE', with_content), ('LONGEST_PATIENCE', wrong)):
        monkeypatch.setattr(answer_body, name, seconds)


async def told_step_by_step(server: ModelServer, connections: Connections, steps: list[bytes], api: Api = 'openai-chat') -> list[str]:
    """Each step leaves the server when the text of the one before has arrived. The connection stays open after the last."""
    go_on = asyncio.Semaphore(1)

    async def handler(exchange: Exchange) -> None:
        await exchange.start()
        for step in steps:
            await go_on.acquire()
            await exchange.send(step)
        await exchange.hang()
    server.answer(handler)
    texts = []
    async with asyncio.timeout(waiting.PATIENCE):
        async for delta in provider_for(server, connections, api).stream(ask_for()):
            if delta.text:
                texts.append(delta.text)
                go_on.release()
    return texts


async def test_a_reason_in_every_chunk_ends_nothing(
    model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience(monkeypatch, alone=AT_ONCE)
    steps = [chat_chunk(word, finish='stop') for word in ('One. ', 'Two. ', 'End.')]
    assert await told_step_by_step(model_server, connections, [*steps[:2], steps[2] + DONE]) == ['One. ', 'Two. ', 'End.']


async def test_words_behind_a_reason_make_the_wait_a_longer_one(
    model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience(monkeypatch, wrong=AT_ONCE)
    steps = [chat_chunk('One. ') + chat_chunk(finish='stop'), chat_chunk('Two.')]
    assert await told_step_by_step(model_server, connections, steps) == ['One. ', 'Two.']


async def test_thoughts_and_tools_behind_a_reason_count_as_well(model_server: ModelServer, connections: Connections) -> None:
    call = {'index': 0, 'id': 'a', 'function': {'name': 'get', 'arguments': '{}'}}
    model_server.answer([
        chat_chunk('Text', finish='stop'), chat_chunk(reasoning_content='Thought'),
        chat_chunk(tool_calls=[call], finish='tool_calls'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.thinking, result.finish_reason) == ('Text', 'Thought', 'tool_calls')
    assert [delta.tool_call.name for delta in result.deltas if delta.tool_call] == ['get']


async def test_anthropic_may_go_on_after_its_reason(
    model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience(monkeypatch, wrong=AT_ONCE)
    first, *rest = anthropic_stream('One. ')
    steps = [first + b''.join(rest[:-1]), anthropic_delta('text_delta', text='Two.')]
    assert await told_step_by_step(model_server, connections, steps, 'anthropic') == ['One. ', 'Two.']


async def test_signs_of_life_are_no_words(model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    patience(monkeypatch, alone=0.05)
    ping = anthropic_event('ping')
    model_server.answer(sending([*anthropic_stream('Whole.')[:-1], ping, b': still here\n\n', ping], then='hang'))
    result = await got(provider_for(model_server, connections, 'anthropic'))
    assert (result.text, result.finish_reason, result.error) == ('Whole.', 'stop', None)


async def test_a_blank_line_behind_the_reason_is_no_sign_that_more_follows(
    model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience(monkeypatch, alone=0.05)
    model_server.answer(sending([chat_chunk('Whole.'), chat_chunk(finish='stop'), chat_chunk('\n'), chat_chunk('')], then='hang'))
    assert (await got(provider_for(model_server, connections))).error is None


@pytest.mark.parametrize('then', ['drop', 'reset'])
async def test_a_break_is_told_where_every_chunk_has_a_reason(model_server: ModelServer, connections: Connections, then: str) -> None:
    model_server.answer(sending([chat_chunk(word, finish='stop') for word in ('One. ', 'Two. ')], then=then))
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.kind) == ('One. Two. ', 'cut_off')


async def test_done_is_an_end_without_a_reason(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk('All of '), chat_chunk('it.'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.finish_reason, result.error) == ('All of it.', 'stop', None)


async def test_the_stop_of_a_message_is_an_end_without_a_reason(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([*anthropic_stream('All of it.')[:-2], *anthropic_end(None)])
    result = await got(provider_for(model_server, connections, 'anthropic'))
    assert (result.text, result.finish_reason, result.error) == ('All of it.', 'stop', None)


async def test_done_without_a_word_is_no_answer(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk('', role='assistant'), DONE])
    assert (await got(provider_for(model_server, connections))).kind == 'cut_off'


async def test_a_reason_in_another_spelling_is_read(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk('x'), sse({'choices': [{'delta': {}, 'finishReason': 'length'}]})])
    assert (await got(provider_for(model_server, connections))).finish_reason == 'length'


@pytest.mark.parametrize('between', [b'', b'\n', b' \n '])
async def test_several_values_in_one_event_are_several_events(
    model_server: ModelServer, connections: Connections, between: bytes,
) -> None:
    values = [event.removeprefix(b'data: ').strip() for event in chat_stream('One. ', 'Two. ', 'End.')[1:]]
    model_server.answer([b'data: ' + between.join(values) + b'\n\n'])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.finish_reason, result.error) == ('One. Two. End.', 'stop', None)


async def test_a_value_behind_which_something_cannot_be_read_counts(model_server: ModelServer, connections: Connections) -> None:
    first = chat_chunk('One. ').strip()
    model_server.answer([first + b'{"choices": [{"de\n\n', *chat_stream('Two.')])
    result = await got(provider_for(model_server, connections))
    assert (result.text, result.kind) == ('One. Two.', 'damaged')


async def test_a_list_of_chunks_is_read_chunk_by_chunk(model_server: ModelServer, connections: Connections) -> None:
    chunks = [event.removeprefix(b'data: ').strip() for event in chat_stream('One. ', 'Two.')[:-1]]
    model_server.answer([b'data: [' + b','.join(chunks) + b']\n\n', DONE])
    assert (await got(provider_for(model_server, connections))).text == 'One. Two.'


@every_api
@pytest.mark.parametrize('dress', ['a line each', 'a list'])
async def test_events_with_nothing_around_them_are_read(
    model_server: ModelServer, connections: Connections, api: Api, dress: str,
) -> None:
    values = [event.rpartition(b'data: ')[2].strip() for event in stream_of(api, 'One. ', 'Two.') if b'[DONE]' not in event]
    body = b'\n'.join(values) if dress == 'a line each' else b'[' + b',\n'.join(values) + b']'
    model_server.answer(sending([body], content_type='application/x-ndjson'))
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.finish_reason, result.error) == ('One. Two.', 'stop', None)


@every_api
async def test_text_comes_at_once_from_a_server_without_empty_lines(
    model_server: ModelServer, connections: Connections, api: Api,
) -> None:
    steps = [event.replace(b'\n\n', b'\n') for event in stream_of(api, 'One. ', 'Two. ', 'End.')]
    at = next(number for number, step in enumerate(steps) if b'Two. ' in step)
    steps = [b''.join(steps[:at + 1]), b''.join(steps[at + 1:])]
    texts = []
    go_on = asyncio.Event()

    async def handler(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.send(steps[0])
        await go_on.wait()
        await exchange.send(steps[1])
        await exchange.end()
    model_server.answer(handler)
    async with asyncio.timeout(waiting.PATIENCE):
        async for delta in provider_for(model_server, connections, api).stream(ask_for()):
            texts.append(delta.text)
            go_on.set()
    assert texts[0] == 'One. '
    assert ''.join(texts) == 'One. Two. End.'
