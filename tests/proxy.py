"""A line between browser and app that can be cut, or freeze."""
from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from tests.waiting import PATIENCE


class Proxy:
    """Hands bytes on. `cut` breaks all connections and refuses new ones, `freeze` keeps them and says nothing, `mend` ends both."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.refused = threading.Event()
        """Somebody has tried in vain to connect since the cut."""
        self._loop: asyncio.AbstractEventLoop
        self._is_cut = False
        self._flows = asyncio.Event()
        self._is_over = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    @classmethod
    @contextmanager
    def to(cls, target: int) -> Iterator[Self]:
        proxy, has_started = cls(target), threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(proxy.serve(has_started)), daemon=True)
        thread.start()
        assert has_started.wait(PATIENCE)
        try:
            yield proxy
        finally:
            proxy.end()
            thread.join(PATIENCE)

    async def serve(self, has_started: threading.Event) -> None:
        """Until `end`."""
        server = await asyncio.start_server(self._accept, '127.0.0.1', 0)
        self.port, self._loop = server.sockets[0].getsockname()[1], asyncio.get_running_loop()
        self._flows.set()
        has_started.set()
        await self._is_over.wait()
        self._break_all()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._is_over.set)

    def cut(self) -> None:
        self.refused.clear()
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._break_all)

    def freeze(self) -> None:
        self._loop.call_soon_threadsafe(self._flows.clear)

    def mend(self) -> None:
        self._is_cut = False
        self._loop.call_soon_threadsafe(self._flows.set)

    def _break_all(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            self.refused.set()
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection('127.0.0.1', self.target)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(self._hand_on(reader, far_writer), self._hand_on(far_reader, writer))

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while data := await reader.read(65536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            writer.transport.abort()
        finally:
            self._writers.discard(writer)
            writer.close()
