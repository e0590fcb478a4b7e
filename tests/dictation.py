"""A reply that a test dictates to the model server, word by word, from another thread."""
from __future__ import annotations

import asyncio
import threading
import time
from collections import deque

from tests.model_exchange import Exchange
from tests.protocols import DONE, chat_chunk, chat_usage
from tests.waiting import PATIENCE


class Dictation:
    """A handler for one request in the chat protocol: `server.answer(reply)`, then `reply.say('Hello')`. What is said early waits."""

    def __init__(self) -> None:
        self.said = ''
        """All text so far."""
        self.sent: list[tuple[float, str]] = []
        """Each piece of text and when it was written to the socket."""
        self._exchange: Exchange | None = None
        self._has_begun = threading.Event()
        self._steps: deque[bytes | str] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._more = asyncio.Event()

    async def __call__(self, exchange: Exchange) -> None:
        self._exchange, self._loop = exchange, asyncio.get_running_loop()
        await exchange.start()
        await exchange.send(chat_chunk('', role='assistant'))
        self._has_begun.set()
        closed = asyncio.create_task(exchange.closed.wait())
        while not closed.done():
            self._more.clear()
            while self._steps:
                if not await self._carry_out(self._steps.popleft(), exchange):
                    return
            if not self._steps:
                more = asyncio.create_task(self._more.wait())
                await asyncio.wait([more, closed], return_when=asyncio.FIRST_COMPLETED)
                more.cancel()

    @property
    def exchange(self) -> Exchange:
        """The request, once it is there."""
        assert self._has_begun.wait(PATIENCE), 'nobody asked'
        assert self._exchange
        return self._exchange

    def say(self, text: str) -> None:
        self.said += text
        self._add(chat_chunk(text))

    def send(self, data: bytes) -> None:
        """Bytes of your own."""
        self._add(data)

    def think(self, text: str) -> None:
        self._add(chat_chunk(reasoning_content=text))

    def end(self) -> None:
        self._add(chat_chunk(finish='stop') + chat_usage() + DONE)
        self._add('end')

    def reset(self) -> None:
        """Break off with a TCP reset."""
        self._add('reset')

    async def _carry_out(self, step: bytes | str, exchange: Exchange) -> bool:
        """Whether the reply goes on."""
        if isinstance(step, bytes):
            await exchange.send(step)
            return True
        if step == 'reset':
            exchange.reset()
        return False

    def _add(self, step: bytes | str) -> None:
        self._steps.append(step)
        if self._loop:
            self._loop.call_soon_threadsafe(self._more.set)


class Counting:
    """Says `t0 t1 t2 …`, one at a time, until it is enough or the client goes away; `sent` tells what went out when."""

    def __init__(self, *, pause: float = 0.02, most: int = 10_000) -> None:
        self.sent: list[tuple[float, int]] = []
        """(time.time(), number)."""
        self.has_begun = threading.Event()
        self.exchange: Exchange | None = None
        self._pause = pause
        self._most = most
        self._waiting: list[tuple[int, threading.Event]] = []
        self._wants_end = False

    async def __call__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        await exchange.start()
        self.has_begun.set()
        for number in range(self._most):
            if exchange.closed.is_set() or self._wants_end:
                break
            await exchange.send(chat_chunk(f't{number} '))
            self.sent.append((time.time(), number))
            await asyncio.sleep(self._pause)
        await exchange.send(chat_chunk(finish='stop') + chat_usage() + DONE)

    def end(self) -> None:
        """After the token that is under way."""
        self._wants_end = True

    @property
    def text(self) -> str:
        """All that was sent."""
        return ''.join(f't{number} ' for _, number in list(self.sent))


