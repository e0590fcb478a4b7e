"""Keeps strangers out: every request must be for this machine's own address and come from our own page, or from no page at all.

Browsers say where a request comes from: in `Origin` for what changes something, in `Sec-Fetch-Site` for everything. A picture or a
script of a foreign page that points here could read no answer, but would have it made. Only whoever follows a link gets a page.

NiceGUI answers any Host (a foreign page can reach it by DNS rebinding) and its socket.io accepts every Origin. Who comes from a place
that may ask stands before the door (`access/door.py`), which lets in whom it knows. It is plain ASGI, because middlewares built on
BaseHTTPMiddleware never see sockets.
"""
from __future__ import annotations

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.api.access.door import Door
from chat.api.access.entrance import PATH, Entrance
from chat.api.access.hosts import OWN_NAMES, is_own_host
from chat.api.program_paths import is_checked_there

POLICY = (
    "default-src 'self'; script-src 'self'{nonce} 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; object-src 'none'; "
    "frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""NiceGUI needs eval, and scripts in its page, which are known by a nonce; the rest keeps whatever a model makes
the page show from reaching any other server.

Frames are for previews, which have a policy of their own; every other page says `frame-ancestors 'none'`. With `frame-src 'self'` a preview
cannot lead its own frame to another server either."""
REFUSED = ('Polylogue does not answer to this name, or not to the page that asks. If the name is yours, start it with “--allow-host NAME”.')
HEADERS = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
}
"""What a route has not set itself: it may be stricter."""
OWN_SITES = frozenset({'same-origin', 'none'})
"""`none`: somebody has typed the address, or chose a bookmark."""
NO_PAGES = ('/api/', '/preview/', '/_nicegui')
"""How the addresses begin that nobody follows a link to."""


class Guard:
    """Answers 403 to a foreign Host, Origin or site, for pages, API calls and sockets alike; strangers are shown to the entrance.

    Who was let in stands in `scope['state']['visitor']`.
    """

    def __init__(self, app: ASGIApp, *, door: Door, command: str, names: frozenset[str] = OWN_NAMES) -> None:
        self._app = app
        self._door = door
        self._names = names
        self._entrance = Entrance(door, command)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in {'http', 'websocket'}:
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        if is_own(scope, headers, self._names) and (is_from_here(headers) or _is_link_followed(scope, headers)):
            return await self._show_in(scope, receive, _with_headers(send, _marked(scope)) if scope['type'] == 'http' else send)
        if scope['type'] == 'websocket':
            return await send({'type': 'websocket.close', 'code': 1008})  # before it was accepted: the server answers 403
        await PlainTextResponse(REFUSED, status_code=403)(scope, receive, send)

    async def _show_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_checked_there(scope):
            return await self._app(scope, receive, send)
        if scope['type'] == 'http' and scope['path'] == PATH:
            return await self._entrance.receive(scope, receive, send)
        if (visitor := self._door.admit(scope)) is None:
            return await self._entrance.turn_away(scope, receive, send)
        scope.setdefault('state', {})['visitor'] = visitor
        await self._app(scope, receive, send)


def _marked(scope: Scope) -> str:
    """The policy of an answer; its scripts are known by `scope['state']['csp_nonce']`."""
    nonce = scope.setdefault('state', {})['csp_nonce'] = secrets.token_urlsafe(16)
    return POLICY.format(nonce=f" 'nonce-{nonce}'")


def is_own(scope: Scope, headers: Headers, names: frozenset[str] = OWN_NAMES) -> bool:
    """Whether Host names this machine and Origin, where there is one, is exactly that host."""
    host = headers.get('host', '')
    if not is_own_host(scope, host, names):
        return False
    origins = headers.getlist('origin')
    return all(origin in {f'http://{host}', f'https://{host}'} for origin in origins)


def is_from_here(headers: Headers) -> bool:
    """Whether the browser, where it says so at all, names our own page or nobody."""
    return all(site in OWN_SITES for site in headers.getlist('sec-fetch-site'))


def _is_link_followed(scope: Scope, headers: Headers) -> bool:
    """A page opened from elsewhere, in a tab of its own and by somebody's hand: not in a frame, and not ahead of time."""
    return (
        scope['type'] == 'http' and scope['method'] in {'GET', 'HEAD'} and not f'{scope["path"]}/'.startswith(NO_PAGES)
        and headers.getlist('sec-fetch-mode') == ['navigate'] and headers.getlist('sec-fetch-dest') == ['document']
        and 'sec-purpose' not in headers and 'purpose' not in headers
    )


def _with_headers(send: Send, policy: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message['type'] == 'http.response.start':
            headers = MutableHeaders(scope=message)
            for name, value in (*HEADERS.items(), ('content-security-policy', policy)):
                headers.setdefault(name, value)
        await send(message)
    return send_with_headers
