"""A model server that does exactly what a test tells it: every byte, every pause, every broken connection.

In the test's own loop: `async with ModelServer() as server`. For browser tests, in a thread: `with ModelServer.in_thread() as server`.

    server.answer(chat_stream('Hello'))                 # the next request gets these bytes
    server.answer(status(429, {'error': {...}}, retry_after='7'))
    server.default = speaking('Hello', pause=0.02)      # all others, in the protocol of the path that is asked

A handler is `async def handler(exchange)`. What was asked stands in `server.exchanges`; `exchange.closed` is set at the moment the
client closes the connection.
"""
from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, cast

Handler = Callable[['Exchange'], Awaitable[None]]


class Exchange:
    """One request, and the means to answer it."""

    def __init__(self, method: str, path: str, headers: dict[str, str], body: bytes, writer: asyncio.StreamWriter) -> None:
        self.method = method
        self.path = path
        self.headers = headers
        """Names in lower case."""
        self.body = body
        self.at = time.time()
        self.closed = asyncio.Event()
        """The client has closed the connection."""
        self.closed_at: float | None = None
        self.sent_at: float | None = None
        """When the last bytes went out."""
        self.is_keeping_alive = True
        self._writer = writer
        self._is_chunked = False
        self._has_ended = False
        self._closed_for_threads = threading.Event()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def prompt(self) -> str:
        """The text of the last message, whatever the protocol."""
        messages = self.json.get('messages') or self.json.get('input') or [{}]
        content = messages if isinstance(messages, str) else messages[-1].get('content', '')
        return content if isinstance(content, str) else ' '.join(part.get('text', '') for part in content)

    async def start(self, status: int = 200, content_type: str | None = 'text/event-stream', **headers: str) -> None:
        """Send the headers; `retry_after='7'` becomes `retry-after: 7`."""
        lines = {'transfer-encoding': 'chunked'} | ({'content-type': content_type} if content_type else {})
        lines |= {name.replace('_', '-'): value for name, value in headers.items()}
        self._is_chunked = True
        head = f'HTTP/1.1 {status} Scripted\r\n' + ''.join(f'{name}: {value}\r\n' for name, value in lines.items()) + '\r\n'
        await self._write(head.encode('latin-1'))

    async def send(self, data: bytes) -> None:
        """One HTTP chunk, in one write."""
        if data:
            await self._write(b'%x\r\n%s\r\n' % (len(data), data))
        await asyncio.sleep(0)

    async def end(self) -> None:
        """The proper end of the body."""
        if not self._has_ended:
            self._has_ended = True
            await self._write(b'0\r\n\r\n')

    async def hang(self) -> None:
        """Say nothing more until the client goes away."""
        await self.closed.wait()

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        raw = self._writer.get_extra_info('socket')
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.drop()

    def drop(self) -> None:
        """Close the connection in the middle of the body."""
        self._has_ended, self.is_keeping_alive = True, False
        self._writer.close()

    async def raw(self, data: bytes) -> None:
        """Bytes of your own, headers included; the connection is closed afterwards."""
        self._has_ended, self.is_keeping_alive = True, False
        await self._write(data)

    def wait_closed(self, seconds: float) -> bool:
        """For tests in another thread."""
        return self._closed_for_threads.wait(seconds)

    def note_closed(self) -> None:
        self.closed_at = self.closed_at or time.time()
        self.closed.set()
        self._closed_for_threads.set()

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()
        self.sent_at = time.time()


class ModelServer:
    """Listens on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        """All requests but those for the list of models, oldest first."""
        self.models: list[dict[str, Any]] = [{'id': 'test-model', 'object': 'model'}]
        self.default: Handler = speaking('Hello from the model server.')
        self.all: list[Exchange] = []
        """All requests."""
        self.port = 0
        self.connection_count = 0
        self._next: list[Handler] = []
        self._arrived = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Without a path: the base address for Anthropic."""
        return f'http://127.0.0.1:{self.port}'

    @property
    def v1(self) -> str:
        """The base address for OpenAI's protocols."""
        return f'{self.url}/v1'

    def answer(self, *handlers: Handler | Iterable[bytes]) -> None:
        """What the next requests get, one each; plain bytes are sent as an event stream."""
        self._next += [handler if callable(handler) else sending(handler) for handler in handlers]

    async def next_exchange(self, number: int = 1) -> Exchange:
        """The number-th request, once it is there."""
        while len(self.exchanges) < number:
            self._arrived.clear()
            await self._arrived.wait()
        return self.exchanges[number - 1]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, '127.0.0.1', 0, backlog=1000)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._server:
            self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @classmethod
    @contextmanager
    def in_thread(cls) -> Iterator[Self]:
        """The server with a loop and a thread of its own."""
        started, box = threading.Event(), cast(list[Any], [])

        async def serve() -> None:
            stop = asyncio.Event()
            async with cls() as server:
                box.extend([server, asyncio.get_running_loop(), stop])
                started.set()
                await stop.wait()

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        assert started.wait(10), 'the model server has not started'
        server, loop, stop = box
        try:
            yield server
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(10)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.connection_count += 1
        self._connections.add(task)
        try:
            await self._serve_connection(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun = b''
        while exchange := await _read_request(begun, reader, writer):
            watch = asyncio.create_task(_watch(reader, exchange))
            try:
                await self._handle(exchange)
                if not exchange.is_keeping_alive:
                    return
                await exchange.end()
                begun = await watch
            finally:
                watch.cancel()
            if not begun:
                return

    async def _handle(self, exchange: Exchange) -> None:
        self.all.append(exchange)
        if exchange.method == 'GET':
            handler: Handler = sending_json({'object': 'list', 'data': self.models, 'has_more': False})
        else:
            self.exchanges.append(exchange)
            self._arrived.set()
            handler = self._next.pop(0) if self._next else self.default
        try:
            await handler(exchange)
        except ConnectionError:
            exchange.note_closed()


async def _read_request(begun: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange | None:
    try:
        head = begun + await reader.readuntil(b'\r\n\r\n')
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode('latin-1').split('\r\n')
    method, path, _ = first.split(' ')
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(':') for line in lines if line)}
    body = await reader.readexactly(int(headers.get('content-length', 0)))
    return Exchange(method, path, headers, body, writer)


async def _watch(reader: asyncio.StreamReader, exchange: Exchange) -> bytes:
    """The first byte of the next request, or nothing: the client has gone."""
    try:
        begun = await reader.read(1)
    except ConnectionError:
        begun = b''
    if not begun:
        exchange.note_closed()
    return begun


# handlers

def sending(pieces: Iterable[bytes], *, content_type: str | None = 'text/event-stream', pause: float = 0, then: str = 'end') -> Handler:
    """Each piece in a chunk of its own; then "end", "drop", "reset" or "hang"."""
    pieces = list(pieces)

    async def handler(exchange: Exchange) -> None:
        await exchange.start(content_type=content_type)
        for piece in pieces:
            await exchange.send(piece)
            if pause:
                await asyncio.sleep(pause)
        if then == 'end':
            await exchange.end()
        elif then == 'hang':
            await exchange.hang()
        else:
            await asyncio.sleep(0.02)  # a reset may overtake bytes that still lie in the client's socket
            (exchange.reset if then == 'reset' else exchange.drop)()
    return handler


def sending_json(body: Any, status: int = 200, **headers: str) -> Handler:
    return status_page(status, json.dumps(body).encode(), 'application/json', **headers)


def status_page(status: int, body: bytes, content_type: str = 'text/html', **headers: str) -> Handler:
    async def handler(exchange: Exchange) -> None:
        await exchange.start(status, content_type, **headers)
        await exchange.send(body)
        await exchange.end()
    return handler


def hanging() -> Handler:
    """Not even headers."""
    async def handler(exchange: Exchange) -> None:
        await exchange.hang()
    return handler


def speaking(text: str, *, pause: float = 0, thinking: str = '', then: str = 'end') -> Handler:
    """The text word by word, in the protocol of the path that is asked; also when no stream is wanted."""
    async def handler(exchange: Exchange) -> None:
        kind = protocol_of(exchange.path)
        if not exchange.json.get('stream'):
            await sending_json(WHOLE[kind](text))(exchange)
            return
        stream = STREAMS[kind](*words(text), thinking=thinking)
        cut = stream if then == 'end' else stream[:-ENDING_EVENTS[kind]]
        await sending(cut, pause=pause, then=then)(exchange)
    return handler


class Feed:
    """A handler that a test (also in another thread) writes to, in the protocol that is asked: `server.default = feed`."""

    def __init__(self) -> None:
        self._queues: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[bytes | None], str]] = []

    async def __call__(self, exchange: Exchange) -> None:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        kind = protocol_of(exchange.path)
        await exchange.start()
        for piece in STREAMS[kind]()[:-ENDING_EVENTS[kind]]:
            await exchange.send(piece)
        self._queues.append((asyncio.get_running_loop(), queue, kind))
        closed = asyncio.create_task(exchange.closed.wait())
        while not closed.done():
            step = asyncio.create_task(queue.get())
            await asyncio.wait([step, closed], return_when=asyncio.FIRST_COMPLETED)
            if not step.done() or (data := step.result()) is None:
                step.cancel()
                break
            await exchange.send(data)
        closed.cancel()

    def say(self, text: str, number: int = -1) -> None:
        """`number`: which request, the newest if not told."""
        loop, queue, kind = self._queues[number]
        loop.call_soon_threadsafe(queue.put_nowait, b''.join(TEXTS[kind](text)))

    def end(self, number: int = -1) -> None:
        loop, queue, kind = self._queues[number]
        for piece in [*STREAMS[kind]()[-ENDING_EVENTS[kind]:], None]:
            loop.call_soon_threadsafe(queue.put_nowait, piece)


# what the protocols look like

def sse(body: Any, event: str = '') -> bytes:
    data = body if isinstance(body, str) else json.dumps(body)
    return (f'event: {event}\n' if event else '').encode() + b'data: ' + data.encode('utf-8', 'surrogatepass') + b'\n\n'


DONE = sse('[DONE]')


def words(text: str) -> list[str]:
    return [word if i == 0 else f' {word}' for i, word in enumerate(text.split(' '))]


def protocol_of(path: str) -> str:
    return 'chat' if path.endswith('/chat/completions') else 'responses' if path.endswith('/responses') else 'anthropic'


def chat_chunk(content: Any = None, *, finish: str | None = None, **delta: Any) -> bytes:
    if content is not None:
        delta['content'] = content
    choice = {'index': 0, 'delta': delta, 'finish_reason': finish}
    return sse({'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': [choice]})


def chat_usage(prompt: int = 12, completion: int = 34, **more: Any) -> bytes:
    usage = {'prompt_tokens': prompt, 'completion_tokens': completion, **more}
    return sse({'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': [], 'usage': usage})


def chat_stream(*pieces: str, thinking: str = '', finish: str = 'stop') -> list[bytes]:
    thoughts = [chat_chunk(reasoning_content=thinking)] if thinking else []
    return [chat_chunk('', role='assistant'), *thoughts, *map(chat_chunk, pieces), chat_chunk(finish=finish), chat_usage(), DONE]


def chat_whole(text: str, finish: str = 'stop') -> dict[str, Any]:
    return {
        'id': 'c1', 'object': 'chat.completion', 'created': 1, 'model': 'm', 'usage': {'prompt_tokens': 12, 'completion_tokens': 34},
        'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': text}, 'finish_reason': finish}]}


def responses_event(type: str, **fields: Any) -> bytes:
    return sse({'type': type, 'sequence_number': 0, **fields}, event=type)


def responses_text(piece: str) -> bytes:
    return responses_event('response.output_text.delta', delta=piece, item_id='i', output_index=0, content_index=0)


RESPONSES_USAGE = {
    'input_tokens': 12, 'output_tokens': 34, 'total_tokens': 46,
    'input_tokens_details': {'cached_tokens': 5}, 'output_tokens_details': {'reasoning_tokens': 8}}


def responses_stream(*pieces: str, thinking: str = '', end: str = 'completed', **response: Any) -> list[bytes]:
    thoughts = [responses_event('response.reasoning_summary_text.delta', delta=thinking, summary_index=0)] if thinking else []
    body = {'id': 'r1', 'status': end, 'usage': RESPONSES_USAGE, **response}
    return [
        responses_event('response.created', response={'id': 'r1', 'status': 'in_progress'}), *thoughts,
        *map(responses_text, pieces), responses_event(f'response.{end}', response=body)]


def responses_whole(text: str) -> dict[str, Any]:
    message = {'type': 'message', 'role': 'assistant', 'content': [{'type': 'output_text', 'text': text}]}
    return {'id': 'r1', 'object': 'response', 'status': 'completed', 'output': [message], 'usage': RESPONSES_USAGE}


def anthropic_event(type: str, **fields: Any) -> bytes:
    return sse({'type': type, **fields}, event=type)


def anthropic_delta(type: str, **delta: Any) -> bytes:
    return anthropic_event('content_block_delta', index=0, delta={'type': type, **delta})


def anthropic_start(**usage: int) -> bytes:
    counts = {'input_tokens': 12, 'output_tokens': 1, **usage}
    return anthropic_event('message_start', message={'id': 'm1', 'type': 'message', 'role': 'assistant', 'content': [], 'usage': counts})


def anthropic_end(reason: str | None = 'end_turn', **delta: Any) -> list[bytes]:
    return [
        anthropic_event('message_delta', delta={'stop_reason': reason, **delta}, usage={'output_tokens': 34}),
        anthropic_event('message_stop')]


def anthropic_stream(*pieces: str, thinking: str = '', reason: str = 'end_turn') -> list[bytes]:
    thoughts = [anthropic_delta('thinking_delta', thinking=thinking)] if thinking else []
    texts = [anthropic_delta('text_delta', text=piece) for piece in pieces]
    return [anthropic_start(), *thoughts, *texts, *anthropic_end(reason)]


def anthropic_whole(text: str) -> dict[str, Any]:
    return {
        'id': 'm1', 'type': 'message', 'role': 'assistant', 'model': 'm', 'stop_reason': 'end_turn',
        'content': [{'type': 'text', 'text': text}], 'usage': {'input_tokens': 12, 'output_tokens': 34}}


STREAMS: dict[str, Callable[..., list[bytes]]] = {'chat': chat_stream, 'responses': responses_stream, 'anthropic': anthropic_stream}
WHOLE: dict[str, Callable[[str], dict[str, Any]]] = {'chat': chat_whole, 'responses': responses_whole, 'anthropic': anthropic_whole}
ENDING_EVENTS = {'chat': 3, 'responses': 1, 'anthropic': 2}
TEXTS: dict[str, Callable[[str], Sequence[bytes]]] = {
    'chat': lambda text: [chat_chunk(text)], 'responses': lambda text: [responses_text(text)],
    'anthropic': lambda text: [anthropic_delta('text_delta', text=text)]}


async def fixture_server() -> AsyncIterator[ModelServer]:
    """For conftest."""
    async with ModelServer() as server:
        yield server
