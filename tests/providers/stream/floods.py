"""Answers that are far too much, in all three protocols."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from chat.settings import Api
from tests.model_exchange import Exchange
from tests.model_server import Handler
from tests.protocols import STREAMS, TEXTS, anthropic_event, anthropic_start, chat_chunk, responses_event, sse

KIND = {'openai-chat': 'chat', 'openai-responses': 'responses', 'anthropic': 'anthropic'}
READ = 64 * 1024


def pouring(pieces: Iterable[bytes], content_type: str = 'text/event-stream') -> Handler:
    """As fast as it goes, until the client has had enough."""
    async def handler(exchange: Exchange) -> None:
        await exchange.start(content_type=content_type)
        for together in joined(pieces):
            if exchange.closed.is_set():
                return
            await exchange.send(together)
        await exchange.end()
    return handler


def joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """In larger ones: it is not the tests' own server that is measured."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= READ:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def begun(api: Api, *more: bytes) -> Iterator[bytes]:
    return chain([anthropic_start()] if api == 'anthropic' else [], more)


def texts(api: Api, piece: str, count: int) -> Iterator[bytes]:
    event = b''.join(TEXTS[KIND[api]](piece))
    return chain(begun(api), (event for _ in range(count)))


def whole(api: Api, text: str) -> list[bytes]:
    return STREAMS[KIND[api]](text)


def thoughts(api: Api, piece: str, count: int) -> Iterator[bytes]:
    event = {
        'openai-chat': chat_chunk(reasoning_content=piece),
        'openai-responses': responses_event('response.reasoning_summary_text.delta', delta=piece, summary_index=0),
        'anthropic': anthropic_event('content_block_delta', index=0, delta={'type': 'thinking_delta', 'thinking': piece}),
    }[api]
    return chain(begun(api), (event for _ in range(count)))


def turns(api: Api, count: int) -> Iterator[bytes]:
    """A letter of text, a letter of thought, and so on."""
    return chain(begun(api), chain.from_iterable(
        zip(islice(texts(api, 'a', count + 1), 1, None), islice(thoughts(api, 'b', count + 1), 1, None), strict=False)))


def calls(api: Api, count: int) -> Iterator[bytes]:
    return chain(begun(api), (call(api, number, f'call-{number}', 'search', '{}') for number in range(count)))


def call(api: Api, number: Any, id: str, name: str, arguments: str) -> bytes:
    if api == 'openai-chat':
        return chat_chunk(tool_calls=[{'index': number, 'id': id, 'function': {'name': name, 'arguments': arguments}}])
    if api == 'openai-responses':
        item = {'type': 'function_call', 'id': id, 'call_id': id, 'name': name, 'arguments': arguments}
        return responses_event('response.output_item.added', output_index=number, item=item)
    block = anthropic_event('content_block_start', index=number, content_block={'type': 'tool_use', 'id': id, 'name': name, 'input': {}})
    return block + arguments_of(api, number, arguments)


def arguments_of(api: Api, number: Any, piece: str) -> bytes:
    """More for a call."""
    return {
        'openai-chat': chat_chunk(tool_calls=[{'index': number, 'function': {'arguments': piece}}]),
        'openai-responses': responses_event('response.function_call_arguments.delta', output_index=number, item_id='call-0', delta=piece),
        'anthropic': anthropic_event('content_block_delta', index=number, delta={'type': 'input_json_delta', 'partial_json': piece}),
    }[api]


def empty_parts(api: Api, count: int) -> Iterator[bytes]:
    """Things that hold nothing, and have to be remembered all the same."""
    make: dict[Api, Callable[[int], bytes]] = {
        'openai-chat': lambda number: chat_chunk(images=[{'image_url': {'url': f'https://images.example/{number}.png'}}]),
        'openai-responses': lambda number: responses_event(
            'response.output_item.added', output_index=number, item={'type': 'message', 'id': f'm{number}', 'content': []}),
        'anthropic': lambda number: anthropic_event('content_block_start', index=number, content_block={'type': 'text', 'text': ''}),
    }
    return chain(begun(api), map(make[api], range(count)))


def one_event(*pieces: bytes) -> list[bytes]:
    return [b'data: ', *pieces, b'\n\n']


def comments(count: int) -> Iterator[bytes]:
    return (b':\n' for _ in range(count))


def empty_events(count: int) -> Iterator[bytes]:
    return (sse({}) for _ in range(count))
