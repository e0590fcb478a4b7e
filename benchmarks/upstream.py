"""A fake model: a process that speaks OpenAI's Chat Completions as server-sent events and notes when it handed each token to its socket.

The last prompt says what is wanted, as JSON: `{"run": "r1", "kind": "prose", "count": 8000, "rate": 1000, "wait": 0, "gate": ""}`.
`rate` is tokens a second, `wait` seconds before the first token; a run with a `gate` writes nothing until `GET /open/<gate>`.
`GET /sent/<run>` answers with the wall-clock times (epoch seconds) of its first and its last token, how many there were, and when it
was asked for. Several models that get one prompt (m1, m2, …) are runs of their own: `r1-m1`, `r1-m2`.
"""
from __future__ import annotations

import asyncio
import functools
import json
import time
from asyncio import StreamReader, StreamWriter
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks import hostile, text


@dataclass(kw_only=True, slots=True, frozen=True)
class Order:
    """What one prompt asks for."""

    run: str
    kind: str = 'prose'
    count: int = 400
    rate: float = 100
    wait: float = 0
    gate: str = ''
    tools: int = 0
    """Rounds in which it writes as much and then calls a tool; the last round calls nothing."""


@dataclass(kw_only=True, slots=True)
class Upstream:
    sent: dict[str, list[float]] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    waiting: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many runs stand before each gate."""

    async def serve(self) -> None:
        server = await asyncio.start_server(self._converse, '127.0.0.1', 0)
        print(f'http://127.0.0.1:{server.sockets[0].getsockname()[1]}', flush=True)
        await server.serve_forever()

    async def _converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answers the requests of one connection until the other side leaves."""
        try:
            while True:
                head = (await reader.readuntil(b'\r\n\r\n')).decode()
                length = next((int(line[15:]) for line in head.split('\r\n') if line.lower().startswith('content-length:')), 0)
                body = await reader.readexactly(length)
                await self._answer(head.split(' ')[1], body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, path: str, body: bytes, writer: StreamWriter) -> None:
        _, _, name = path.rpartition('/')
        if path.endswith('/chat/completions'):
            await self._stream(json.loads(body), writer)
        elif path.startswith('/sent/'):
            times = self.sent.get(name, [])
            facts = {'first': times[0], 'last': times[-1], 'count': len(times), 'asked': self.asked[name]} if times else {}
            await self._reply(writer, facts)
        elif path.startswith('/times/'):
            await self._reply(writer, self.sent.get(name, []))
        elif path.startswith('/waiting/'):
            await self._reply(writer, self.waiting[name])
        elif path.startswith('/open/'):
            self.gates[name].set()
            await self._reply(writer, self.waiting[name])
        else:
            await self._reply(writer, {'object': 'list', 'data': [{'id': 'm', 'object': 'model'}]})

    async def _reply(self, writer: StreamWriter, value: Any) -> None:
        content = json.dumps(value).encode()
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b' % (len(content), content))
        await writer.drain()

    async def _stream(self, request: dict[str, Any], writer: StreamWriter) -> None:
        order, used = _order_of(request)
        is_last = used >= order.tools
        if not used:
            self.asked[order.run] = time.time()
        _events(order.kind, order.count)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n')
        await writer.drain()
        if order.gate:
            self.waiting[order.gate] += 1
            await self.gates[order.gate].wait()
        await asyncio.sleep(order.wait)
        await self._write_tokens(order, writer, is_last)
        if not is_last:
            writer.write(_chunk(_event({'delta': {'tool_calls': [_call(used)]}})))
        usage = {'prompt_tokens': 10, 'completion_tokens': order.count, 'total_tokens': order.count + 10}
        end = _event({'finish_reason': 'stop' if is_last else 'tool_calls'})
        writer.write(_chunk(end) + _chunk(_event(None, usage)) + _chunk(b'data: [DONE]\n\n') + b'0\r\n\r\n')
        await writer.drain()

    async def _write_tokens(self, order: Order, writer: StreamWriter, is_last: bool) -> None:
        """One write for each token, at its moment; a late one does not delay the others. Only the last round has the last word."""
        times = self.sent[order.run] = []
        started = time.perf_counter()
        events = _events(order.kind, order.count)
        for i, event in enumerate(events if is_last else events[:-1]):
            ahead = i / order.rate - (time.perf_counter() - started)
            if ahead > 0:
                await asyncio.sleep(ahead)
            writer.write(event)
            times.append(time.time())
            await writer.drain()


@functools.cache
def _events(kind: str, count: int) -> list[bytes]:
    """Made once and before the clock starts, so that writing a token is all that is left to do."""
    tokens = text.code(count) if kind == 'code' else text.prose(count) if kind == 'prose' else hostile.tokens(kind)
    return [_chunk(_event({'delta': {'content': token}})) for token in tokens]


def _order_of(request: dict[str, Any]) -> tuple[Order, int]:
    """And how many tools have been used for it."""
    messages = request['messages']
    prompt = max(at for at, message in enumerate(messages) if message['role'] == 'user')
    order = Order(**json.loads(_words_of(messages[prompt])))
    used = sum(message['role'] == 'tool' for message in messages[prompt:])
    return order if request['model'] == 'm' else replace(order, run=f'{order.run}-{request["model"]}'), used


def _call(number: int) -> dict[str, Any]:
    return {'index': 0, 'id': f'call{number}', 'type': 'function', 'function': {'name': 'work', 'arguments': f'{{"number": {number}}}'}}


def _words_of(message: dict[str, Any]) -> str:
    content = message['content']
    return content if isinstance(content, str) else ''.join(part.get('text', '') for part in content)


def _event(choice: dict[str, Any] | None, usage: dict[str, int] | None = None) -> bytes:
    choices = [] if choice is None else [{'index': 0, 'delta': {}, 'finish_reason': None, **choice}]
    event = {'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': choices, 'usage': usage}
    return b'data: ' + json.dumps(event).encode() + b'\n\n'


def _chunk(data: bytes) -> bytes:
    return b'%x\r\n%b\r\n' % (len(data), data)


if __name__ == '__main__':
    asyncio.run(Upstream().serve())
