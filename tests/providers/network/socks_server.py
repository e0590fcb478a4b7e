"""A SOCKS5 proxy that takes every name for one port of this machine, and remembers what it was asked for."""
from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self


class SocksServer:
    def __init__(self, target: int) -> None:
        self.target = target
        self.asked: list[str] = []
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, '127.0.0.1', 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._server:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1928: no password, CONNECT, a name."""
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        writer.write(b'\x05\x00')
        *_, kind = await reader.readexactly(4)
        assert kind == 3, 'the name is for the proxy to look up'
        name = await reader.readexactly((await reader.readexactly(1))[0])
        await reader.readexactly(2)
        self.asked.append(name.decode())
        writer.write(b'\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00')
        there = await asyncio.open_connection('127.0.0.1', self.target)
        for source, sink in ((reader, there[1]), (there[0], writer)):
            task = asyncio.create_task(_hand_on(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
    finally:
        writer.close()
