"""Nobody gets in: every request must be for this machine's own address and, if it names an origin, come from our own page.

NiceGUI answers any Host (a foreign page can reach it by DNS rebinding) and its socket.io accepts every Origin; nothing here
relies on a session, so this is the whole fence. It is plain ASGI, because middlewares built on BaseHTTPMiddleware never see sockets.
"""
from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_NAMES = frozenset({'127.0.0.1', 'localhost', '::1'})
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "frame-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""NiceGUI needs inline scripts and eval; the rest keeps whatever a model makes the page show from reaching any other server."""
HEADERS = {
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
}


class Guard:
    """Answers 403 to a foreign Host or Origin, for pages, API calls and sockets alike."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in {'http', 'websocket'}:
            return await self._app(scope, receive, send)
        if is_own(Headers(scope=scope)):
            return await self._app(scope, receive, _with_headers(send) if scope['type'] == 'http' else send)
        if scope['type'] == 'websocket':
            return await send({'type': 'websocket.close', 'code': 1008})  # before it was accepted: the server answers 403
        await PlainTextResponse('This page is only for this machine.', status_code=403)(scope, receive, send)


def is_own(headers: Headers) -> bool:
    """Whether Host names this machine and Origin, where there is one, is exactly that host."""
    host = headers.get('host', '')
    if _name_in(host) not in OWN_NAMES:
        return False
    origins = headers.getlist('origin')
    return all(origin in {f'http://{host}', f'https://{host}'} for origin in origins)


def _name_in(host: str) -> str | None:
    try:
        return urlsplit(f'//{host}').hostname
    except ValueError:  # half an IPv6 address
        return None


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message['type'] == 'http.response.start':
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)
    return send_with_headers
