"""Model servers that send without end: the app's other streams must not notice, and its memory must not grow by what they send.

Run as a process of its own, this is such a server: `/NAME/v1` is an endpoint for each flood.
"""
from __future__ import annotations

import asyncio
import gzip
import json
import re
import threading
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.browser import Screen, opened
from benchmarks.server import Server
from benchmarks.table import Row

MEGABYTE = 1_000_000
ROUND = 0.02
"""Seconds between two looks at the memory."""
PATIENCE = 120
"""Seconds until the end of a flood must be on screen."""
PROSE = 'All the models say **what they know**, and `code` in between, at some length.\n\n'
FLOODS = {
    'bomb': ('an error of 1 GB, packed into 1 MB', 'bomb'),
    'calls': ('200,000 tool calls', 'more than 1,000 tool calls'),
    'text': ('300 MB of text', 'more than 16 MB of text'),
    'many': ('200,000 models in a list', 'works: it offers 2,000 models or more'),
}
"""Name of the endpoint -> what it sends, and what is told of it."""
LATE_MS, GROWTH_MB = 100, 150


def measure(bench: Bench) -> Iterator[Row]:
    server = Server.start('-m', 'benchmarks.subjects.hostile_servers', log=bench.folder / 'hostile.log')
    probe = bench.folder / 'flooded.txt'

    def add_endpoints(data: Path) -> None:
        with (data / 'config.toml').open('a') as config:
            for name in FLOODS:
                known = '' if name == 'many' else 'models = ["m"]\n'
                config.write(f'[[endpoints]]\nname = "{name}"\napi = "openai-chat"\nbase_url = "{server.url}/{name}/v1"\n{known}')

    try:
        for name, (what, told) in FLOODS.items():
            with bench.polylogue(seed=add_endpoints, probe=probe) as app:
                late, grown = meet(bench, app, probe, name, told)
            yield Row(measure=f'{what}: event loop late by (worst)', unit='ms', polylogue=late, at_most=LATE_MS)
            yield Row(measure='the same: server memory grows by (peak)', unit='MB', polylogue=grown, at_most=GROWTH_MB)
    finally:
        server.stop()


def meet(bench: Bench, app: Server, probe: Path, name: str, told: str) -> tuple[float, float]:
    """Milliseconds late, megabytes more: from before the request until its end is on screen, and a moment longer."""
    with opened(bench.browser, f'{app.url}/new?model={name}/m') as screen, Growth(app) as growth:
        began = time.time()
        if name == 'many':
            test_connection(screen, name, told)
        else:
            screen.send('Go on.')
            screen.page.get_by_text(told).first.wait_for(timeout=1000 * PATIENCE)
        screen.page.wait_for_timeout(2000)
        ended = time.time()
    lines = (map(float, line.split()) for line in probe.read_text().splitlines())
    # what the process has not worked in that time it has waited for a busy machine
    return max(min(late, busy) for at, late, busy in lines if began <= at <= ended), growth.megabytes


def test_connection(screen: Screen, name: str, told: str) -> None:
    screen.follow('/settings')
    row = screen.page.get_by_role('listitem', name=name, exact=True)
    row.get_by_role('button', name='Test', exact=True).click()
    row.get_by_text(told).wait_for(timeout=1000 * PATIENCE)


class Growth:
    """How much more memory a process has had at any moment since it was entered."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._before = self._most = 0.0
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._look)

    @property
    def megabytes(self) -> float:
        return self._most - self._before

    def __enter__(self) -> Growth:
        self._before = self._most = self._server.resident_megabytes()
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._is_over.wait(ROUND):
            self._most = max(self._most, self._server.resident_megabytes())


# -- the hostile server


async def serve() -> None:
    server = await asyncio.start_server(answer, '127.0.0.1', 0)
    print(f'http://127.0.0.1:{server.sockets[0].getsockname()[1]}', flush=True)
    await server.serve_forever()


async def answer(reader: StreamReader, writer: StreamWriter) -> None:
    """One request a connection: the end of the body is the end of the connection."""
    try:
        head = (await reader.readuntil(b'\r\n\r\n')).decode()
        length = re.search(r'content-length: (\d+)', head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        name = head.split(' ')[1].split('/')[1]
        status, more = ('400 Bad Request', 'content-encoding: gzip\r\n') if name == 'bomb' else ('200 OK', '')
        kind = 'text/event-stream' if name in {'calls', 'text'} else 'application/json'
        writer.write(f'HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{more}connection: close\r\n\r\n'.encode())
        for piece in BODIES[name]():
            writer.write(piece)
            await writer.drain()
    except ConnectionError:
        pass  # whoever asked has had enough
    finally:
        writer.close()


def bomb() -> Iterator[bytes]:
    begin = b'{"error": {"message": "'
    yield gzip.compress(begin) + b''.join(gzip.compress(b'x' * 10 * MEGABYTE) for _ in range(1)) * 100


def calls() -> Iterator[bytes]:
    for number in range(200_000):
        call = {'index': number, 'id': f'call-{number}', 'type': 'function', 'function': {'name': 'search', 'arguments': '{"query": "x"}'}}
        yield event({'tool_calls': [call]})


def text() -> Iterator[bytes]:
    lump = event({'content': PROSE * 12})
    for _ in range(300 * MEGABYTE // (12 * len(PROSE))):
        yield lump


def many() -> Iterator[bytes]:
    yield b'{"object": "list", "data": ['
    yield ', '.join(f'{{"id": "m{number}", "object": "model"}}' for number in range(200_000)).encode()
    yield b']}'


def event(delta: dict[str, object]) -> bytes:
    return b'data: ' + json.dumps({'object': 'chat.completion.chunk', 'choices': [{'index': 0, 'delta': delta}]}).encode() + b'\n\n'


BODIES = {'bomb': bomb, 'calls': calls, 'text': text, 'many': many}


if __name__ == '__main__':
    asyncio.run(serve())
