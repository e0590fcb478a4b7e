"""A model server that does exactly what a test tells it: every byte, every pause, every broken connection.

In the test's own loop: `async with ModelServer() as server`. For browser tests, in a thread: `with ModelServer.in_thread() as server`.

    server.answer(chat_stream('Hello'))                 # the next request gets these bytes (tests/protocols.py has more of them)
    server.answer(sending_json({'error': {...}}, 429, retry_after='7'))
    server.default = speaking('Hello', pause=0.02)      # all others, in the protocol of the path that is asked

A handler is `async def handler(exchange)`. What was asked stands in `server.exchanges`; `exchange.closed` is set at the moment the
client closes the connection.
"""
from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from tests.dictation import Dictation
from tests.model_exchange import Exchange
from tests.protocols import ENDING_EVENTS, STREAMS, TEXTS, WHOLE, protocol_of, words
from tests.waiting import PATIENCE

Handler = Callable[[Exchange], Awaitable[None]]


class ModelServer:
    """Listens on 127.0.0.1, on any free port if none is named."""

    def __init__(self, *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.exchanges: list[Exchange] = []
        """All requests but those for the list of models, oldest first."""
        self.models: list[dict[str, Any]] = [{'id': 'test-model', 'object': 'model'}]
        self.default: Handler = speaking('Hello from the model server.')
        self.list_answer: Handler | None = None
        """Instead of the list of models."""
        self.probe_answer: Handler | None = None
        """To requests without anything in them, instead of a refusal."""
        self.routes: set[str] | None = None
        """The only paths that there are, if not all."""
        self.all: list[Exchange] = []
        """All requests."""
        self.port = port
        self.connection_count = 0
        self._next: list[Handler] = []
        self._arrived = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Without a path: the base address for Anthropic."""
        return f'http{"s" if self.tls else ""}://127.0.0.1:{self.port}'

    @property
    def v1(self) -> str:
        """The base address for OpenAI's protocols."""
        return f'{self.url}/v1'

    def answer(self, *handlers: Handler | Iterable[bytes]) -> None:
        """What the next requests get, one each; plain bytes are sent as an event stream."""
        self._next += [handler if callable(handler) else sending(handler) for handler in handlers]

    def forget(self) -> None:
        """What was said and asked so far."""
        self._next.clear()
        self.exchanges.clear()
        self.all.clear()

    def dictate(self) -> Dictation:
        """The reply to the next request, for the test to speak it."""
        reply = Dictation()
        self.answer(reply)
        return reply

    async def next_exchange(self, number: int = 1) -> Exchange:
        """The number-th request, once it is there."""
        while len(self.exchanges) < number:
            self._arrived.clear()
            await self._arrived.wait()
        return self.exchanges[number - 1]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, '127.0.0.1', self.port, backlog=1000, ssl=self.tls)
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
        started = threading.Event()
        box: list[Any] = []

        async def serve() -> None:
            stop = asyncio.Event()
            async with cls() as server:
                box.extend([server, asyncio.get_running_loop(), stop])
                started.set()
                await stop.wait()

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        assert started.wait(PATIENCE), 'the model server has not started'
        server, loop, stop = box
        try:
            yield server
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(PATIENCE)

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
        if self.routes is not None and exchange.path.partition('?')[0] not in self.routes:
            handler: Handler = status_page(404, b'404 page not found', 'text/plain')
        elif exchange.body == b'{}':
            handler = self.probe_answer or sending_json({'error': {'message': 'there is nothing to answer'}}, 400)
        elif exchange.method == 'GET':
            handler = self.list_answer or sending_json({'object': 'list', 'data': self.models, 'has_more': False})
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
            await exchange.until_read()
            (exchange.reset if then == 'reset' else exchange.drop)()
    return handler


def repeating(pieces: Iterable[bytes], *, pause: float = 0.01, status: int = 200, content_type: str = 'text/event-stream') -> Handler:
    """The last piece again and again, until the client goes away."""
    *first, last = pieces

    async def handler(exchange: Exchange) -> None:
        await exchange.start(status, content_type)
        for piece in first:
            await exchange.send(piece)
        while not exchange.closed.is_set():
            await exchange.send(last)
            await asyncio.sleep(pause)
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
