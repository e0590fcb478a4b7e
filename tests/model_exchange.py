"""One HTTP request to the model server, and full control over its answer: bytes, chunk borders, resets, silence."""
from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Any

from tests.waiting import PATIENCE, until

SOCKETS = Path('/proc/net/tcp')
"""What Linux tells of each connection, with the bytes that lie in its queues."""


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

    async def until_read(self) -> None:
        """Until the client has taken all that was sent out of its socket: what still lies there is lost with a reset."""
        server, client = (self._writer.get_extra_info(name)[1] for name in ('sockname', 'peername'))
        await until(lambda: not self._writer.transport.get_write_buffer_size() and not _unread(client, server))

    async def raw(self, data: bytes) -> None:
        """Bytes of your own, headers included; the connection is closed afterwards."""
        self._has_ended, self.is_keeping_alive = True, False
        await self._write(data)

    def wait_closed(self) -> bool:
        """For tests in another thread."""
        return self._closed_for_threads.wait(PATIENCE)

    def note_closed(self) -> None:
        self.closed_at = self.closed_at or time.time()
        self.closed.set()
        self._closed_for_threads.set()

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()
        self.sent_at = time.time()


def _unread(own: int, other: int) -> int:
    """Bytes that lie in the socket with these ports, waiting to be read; 0 where the system does not tell."""
    rows = SOCKETS.read_text().splitlines()[1:] if SOCKETS.exists() else []
    for fields in map(str.split, rows):
        if [int(address.rpartition(':')[2], 16) for address in fields[1:3]] == [own, other]:
            return int(fields[4].partition(':')[2], 16)
    return 0
