"""How much a program may send: counted while it comes, before anybody reads it."""
from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1024 * 1024
"""Bytes of most requests."""
LARGEST_CONVERSATION = 4 * 1024 * 1024
"""Bytes of a request that holds a whole conversation, with its pictures."""
UNLIMITED = frozenset({'/api/v1/files', '/api/v1/imports'})
"""Their own routes count what comes, and write it to disk."""


class BodyLimit:
    """`refuse` answers a request that is too large, in the form of its address."""

    def __init__(self, app: ASGIApp, refuse: ASGIApp) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http' or scope['path'] in UNLIMITED:
            return await self._app(scope, receive, send)
        limit = LARGEST_CONVERSATION if scope['path'].startswith('/v1/') else LARGEST
        length = Headers(scope=scope).get('content-length', '')
        if length.isdigit() and (len(length) > 12 or int(length) > limit):
            return await self._refuse(scope, receive, send)
        begun = bytearray()
        if not length:  # sent in pieces: nobody begins to read before it is known to fit
            while True:
                message = await receive()
                begun += message.get('body', b'')
                if len(begun) > limit:
                    return await self._refuse(scope, receive, send)
                if not message.get('more_body'):
                    break
            receive = _again(bytes(begun), receive)
        await self._app(scope, receive, send)


def _again(body: bytes, receive: Receive) -> Receive:
    was_told = False

    async def receive_body() -> Message:
        nonlocal was_told
        if was_told:
            return await receive()
        was_told = True
        return {'type': 'http.request', 'body': body, 'more_body': False}
    return receive_body
