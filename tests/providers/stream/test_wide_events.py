"""One event may hold a thousand things of a kind, or a hundred thousand: nobody else waits until all are looked at.

Traps told here: each with each compared is the square; what is joined anew for each piece, too; names and ids are kept, and so are marks
and white space of which it is not clear yet what they are; a place in a list may be any number, or none.
"""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.conversation import Usage
from chat.providers.http.connections import Connections
from chat.providers.limits import LONGEST_NAME
from chat.settings import Api
from tests.costs.turns import FAR_TOO_LONG, watched
from tests.model_server import ModelServer
from tests.protocols import DONE, anthropic_event, chat_chunk, responses_event, sse
from tests.providers.asking import got, provider_for
from tests.providers.stream import floods
from tests.providers.stream.floods import one_event, pouring
from tests.providers.streams import every_api
from tests.waiting import in_time

CHAT: Api = 'openai-chat'
RESPONSES: Api = 'openai-responses'
ANTHROPIC: Api = 'anthropic'
TABLES: list[dict[str, Any]] = [{}] * 9_000
A_THOUSAND = range(1_000)
LONG = 'y' * 900_000


ENDS: dict[Api, str] = {
    CHAT: '{"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": @}',
    RESPONSES: '{"type": "response.completed", "response": {"usage": @}}',
    ANTHROPIC: '{"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": @}',
}


def item(number: int, text: str, name: str = 'm') -> dict[str, Any]:
    return {'type': 'message', 'id': f'{name}{number}', 'content': [{'type': 'output_text', 'text': text}]}


def added(number: int) -> bytes:
    return responses_event('response.output_item.added', output_index=number, item=item(number, 'a' * 900))


def repeated(text: str) -> list[dict[str, Any]]:
    """What makes one join all that has come, again and again."""
    return [{'choices': [choice]} for _ in range(480) for choice in ({'delta': {'content': 'z'}}, {'message': {'content': text}})]


EVENTS: dict[str, tuple[Api, list[bytes]]] = {
    'choices': (CHAT, [sse({'choices': [{'delta': {'content': 'x'}}] * 1000})]),
    'logprobs': (CHAT, [chat_chunk('x', logprobs={'content': TABLES})]),
    'numbers': (CHAT, one_event(b'{"logprobs": [', b'1,' * 1_200_000, b'1]}')),
    'annotations': (CHAT, [chat_chunk('x', annotations=TABLES)]),
    'fields': (CHAT, [sse({'choices': [{'delta': {f'field{number}': 1 for number in range(15_000)}}]})]),
    'fields of an error': (CHAT, [sse({'detail': {f'field{number}_msg': {} for number in range(9_000)}})]),
    'empty errors': (CHAT, [sse({'error': [''] * 600_000})]),
    'parts': (CHAT, [chat_chunk([{'type': 'text', 'text': 'x' * 100}] * 1000)]),
    'calls': (CHAT, [chat_chunk(tool_calls=[{'id': f'{number}', 'function': {'name': 'a'}} for number in A_THOUSAND])]),
    'pictures': (CHAT, [chat_chunk(images=[[f'https://a.b/{number}' for number in range(50_000)]])]),
    'a reason': (CHAT, [sse({'choices': [{'finish_reason': dict.fromkeys(map(str, range(9_000)))}]})]),
    'events in a list': (CHAT, [sse([{'choices': [{'delta': {'content': '<think>' * 200}}]}] * 1000)]),
    'texts in a list': (CHAT, [*[chat_chunk(LONG)] * 15, sse(repeated(LONG))]),
    'texts in a row': (CHAT, [*[chat_chunk(LONG)] * 15, *one_event(''.join(map(json.dumps, repeated(LONG[:1000]))).encode())]),
    'items': (RESPONSES, [*map(added, A_THOUSAND), responses_event(
        'response.completed', response={'output': [item(number, 'a' * 899 + 'b', 'n') for number in A_THOUSAND]})]),
    'pictures of a tool': (RESPONSES, [responses_event('response.output_item.done', item={
        'type': 'mcp_call', 'id': 'm', 'output': [{'type': 'image', 'number': number} for number in range(15_000)]})]),
    'results of a tool': (ANTHROPIC, [anthropic_event('content_block_start', index=0, content_block={
        'type': 'web_search_tool_result', 'content': [{'type': 'image', 'number': number} for number in range(15_000)]})]),
}


@pytest.mark.parametrize('name', EVENTS)
async def test_many_of_a_kind(far: ModelServer, connections: Connections, name: str) -> None:
    api, events = EVENTS[name]
    far.answer(pouring([*floods.begun(api), *events]))
    with watched() as watch:
        await in_time(got(provider_for(far, connections, api)))
    assert watch.longest < FAR_TOO_LONG


async def test_events_in_a_list_are_an_answer_in_their_order(far: ModelServer, connections: Connections) -> None:
    words = [f'{number} ' for number in A_THOUSAND]
    far.answer(pouring([sse([{'choices': [{'delta': {'content': word}}]} for word in words[:500]]), *map(chat_chunk, words[500:]),
                        chat_chunk(finish='stop'), DONE]))
    result = await got(provider_for(far, connections))
    assert (result.text, result.finish_reason) == (''.join(words), 'stop')


async def test_what_follows_an_error_does_not_count(far: ModelServer, connections: Connections) -> None:
    far.answer(pouring([sse([{'choices': [{'delta': {'content': 'Yes'}}]}, {'error': {'message': 'Out of memory.'}},
                             {'choices': [{'delta': {'content': ' and no'}}]}])]))
    result = await got(provider_for(far, connections))
    assert result.text == 'Yes'
    assert result.error
    assert 'Out of memory' in result.error.message


async def test_unknown_things_are_named_in_few_words(far: ModelServer, connections: Connections) -> None:
    parts = [{'type': f'kind {number} ' + 'k' * 900, 'data': 'x'} for number in range(900)]
    far.answer(pouring([chat_chunk(parts), chat_chunk(finish='stop'), DONE]))
    result = await got(provider_for(far, connections))
    assert sum(result.unshown.values()) == 900
    assert len(result.unshown) == 21
    assert max(map(len, result.unshown)) <= 40


@every_api
async def test_ids_and_names_have_an_end(far: ModelServer, connections: Connections, api: Api) -> None:
    calls = [floods.call(api, 0, 'i' * 500_000, 'n' * 500_000, '{}'), floods.call(api, 1, 'two', 'b', '{}')]
    far.answer(pouring([*floods.begun(api), *calls]))
    result = await got(provider_for(far, connections, api))
    assert [part.detail['name'] for part in result.reply.parts] == ['n' * LONGEST_NAME, 'b']
    assert len(json.dumps([part.detail for part in result.reply.parts])) < 2000


@every_api
@pytest.mark.parametrize('place', [-1, 2**70, 1e300, 'one', None, [], True])
async def test_a_place_that_is_none(far: ModelServer, connections: Connections, api: Api, place: Any) -> None:
    """Then the calls are told apart by their ids."""
    calls = [floods.call(api, place, f'call-{number}', 'search', '') for number in range(2)]
    far.answer(pouring([*floods.begun(api), *calls]))
    result = await got(provider_for(far, connections, api))
    assert [part.detail['id'] for part in result.reply.parts if part.kind == 'tool_call'] == ['call-0', 'call-1']


@every_api
@pytest.mark.parametrize('number', ['-5', '1e400', 'NaN', '"12"', '1' * 4000, 'true', '[]', '{}', '0.5', '1e3', 'null'])
async def test_counts_that_are_none(far: ModelServer, connections: Connections, api: Api, number: str) -> None:
    """The answer is there, and nothing is known of its length."""
    names = ('prompt_tokens', 'completion_tokens', 'input_tokens', 'output_tokens')
    end = ENDS[api].replace('@', '{' + ', '.join(f'"{name}": {number}' for name in names) + '}')
    far.answer(pouring([*floods.texts(api, 'Here.', 1), *one_event(end.encode())]))
    result = await got(provider_for(far, connections, api))
    known = Usage(input_tokens=12, output_tokens=1) if api == ANTHROPIC else Usage()  # told at its beginning
    assert (result.text, result.finish_reason, result.usage) == ('Here.', 'stop', known)


@pytest.mark.parametrize('piece', [
    '\n', ' ', '\t\n', '</s>', '<|im_end|>\n', '<think>', '</think>', '`', '` ', '<|channel|>', '`<think>', '<s>', '<think>a</think>',
    '<|start|>assistant', '\\`', '[THINK]', '```\n'])
@pytest.mark.parametrize('begin', ['', 'Well. ', '<think>Hm'])
async def test_marks_without_an_end(far: ModelServer, connections: Connections, begin: str, piece: str) -> None:
    """Some models fall into it."""
    text = begin + piece * (300_000 // len(piece)) + '\nThe end.'
    far.answer(pouring(floods.whole(CHAT, text)))
    with watched() as watch:
        result = await in_time(got(provider_for(far, connections)))
    assert watch.longest < FAR_TOO_LONG
    assert 'The end.' in {result.text[-8:], result.thinking[-8:]}
    assert result.finish_reason == 'stop'


@pytest.mark.parametrize('signature', ['s' * 900, 's' * 900_000])
async def test_what_is_kept_for_the_next_round_has_an_end(far: ModelServer, connections: Connections, signature: str) -> None:
    """Beyond, the model is told what was shown of it."""
    start = anthropic_event('content_block_start', index=0, content_block={'type': 'thinking', 'thinking': 'Hm.'})
    signed = anthropic_event('content_block_delta', index=0, delta={'type': 'signature_delta', 'signature': signature})
    call = floods.call(ANTHROPIC, 1, 'call-1', 'search', '{}')
    far.answer(pouring([*floods.begun(ANTHROPIC), start, *[signed] * 6, call, *one_event(ENDS[ANTHROPIC].replace('@', '{}').encode())]))
    result = await got(provider_for(far, connections, ANTHROPIC))
    assert result.tools == [('search', '{}')]
    assert (result.deltas[-1].verbatim is None) == (len(signature) > 1000)
