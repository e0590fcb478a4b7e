"""Server-sent events to a program: written as they come, ended when the program has gone."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
from fastapi import Response
from starlette.types import Receive, Scope, Send

COMMENT = b': still here\n\n'
HEADERS = {'cache-control': 'no-store', 'x-accel-buffering': 'no'}
"""nginx would gather the events otherwise."""


def event(name: str, data: Any, id: str = '') -> bytes:
    """One event; without a name only its data."""
    head = f'id: {id}\nevent: {name}\n' if id else f'event: {name}\n' if name else ''
    return head.encode() + b'data: ' + orjson.dumps(data) + b'\n\n'


class EventStream(Response):
    """`chunks` are sent as they are. `leave` is called when nobody listens any more, `close` at the end in any case."""

    media_type = 'text/event-stream'

    def __init__(self, chunks: AsyncIterator[bytes], *, leave: Callable[[], object], close: Callable[[], object] = lambda: None) -> None:
        self.chunks, self.leave, self.close = chunks, leave, close
        self.status_code, self.background = 200, None
        self.init_headers(HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watch = asyncio.ensure_future(self._watch(receive))
        try:
            await send({'type': 'http.response.start', 'status': 200, 'headers': self.raw_headers})
            async for chunk in self.chunks:
                await send({'type': 'http.response.body', 'body': chunk, 'more_body': True})
            await send({'type': 'http.response.body', 'body': b'', 'more_body': False})
        except OSError:
            self.leave()  # the connection broke while something was written
        finally:
            watch.cancel()
            self.close()

    async def _watch(self, receive: Receive) -> None:
        while (await receive())['type'] != 'http.disconnect':
            pass
        self.leave()
