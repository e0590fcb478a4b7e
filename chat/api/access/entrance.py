"""Where browsers come in: `/enter` takes a one-time link or a pasted code and gives a cookie for it."""
from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from chat.api.access.door import Door
from chat.api.access.front_page import OLD_CODE, front_page
from chat.engine.access.sessions import LIFETIMES

PATH = '/enter'
FIRST_PAGE = '/new'
MOST_BYTES = 4096
"""Of a form."""


class Entrance:
    """Plain ASGI in front of the app: nothing of it is asked for anybody who has not been let in."""

    def __init__(self, door: Door, command: str) -> None:
        self._door = door
        self._command = command

    async def turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer somebody who has not been let in."""
        if scope['type'] == 'websocket':
            return await send({'type': 'websocket.close', 'code': 1008})  # before it was accepted: the server answers 403
        await front_page(self._command, to=_path_of(scope))(scope, receive, send)

    async def receive(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for `/enter` itself."""
        request = Request(scope, receive)
        if scope['method'] == 'POST':
            form = await _form_of(request)
            response = self._enter(request, form.get('code', ''), form.get('to', ''))
        elif scope['method'] == 'GET' and 'once' in request.query_params and not _is_ahead_of_time(request.headers):
            response = self._enter(request, request.query_params['once'], request.query_params.get('to', ''))
        else:
            response = front_page(self._command)
        await response(scope, receive, send)

    def _enter(self, request: Request, code: str, to: str) -> Response:
        if self._door.admit(request.scope):  # a link that was followed before
            return _see_other(to)
        if not self._door.take_code(code):
            return front_page(self._command, to=to if _is_path(to) else '', trouble=OLD_CODE)
        response = _see_other(to)
        address = request.client.host if request.client else ''
        secret = self._door.sessions.begin(agent=request.headers.get('user-agent', ''), address=address)
        response.set_cookie(self._door.cookie, secret, max_age=int(LIFETIMES['link']), httponly=True, samesite='lax', path='/')
        return response


def _see_other(to: str) -> Response:
    return RedirectResponse(to if _is_path(to) else FIRST_PAGE, status_code=303, headers={'cache-control': 'no-store'})


def _is_path(to: str) -> bool:
    """Whether it leads to a page of ours and nowhere else."""
    return to.startswith('/') and not to.startswith(('//', '/\\')) and to.isprintable() and to.partition('?')[0] != PATH


def _path_of(scope: Scope) -> str:
    """Of a page, to go on to; nothing for what no person looks at."""
    if scope['method'] != 'GET' or Headers(scope=scope).get('sec-fetch-dest', 'document') != 'document':
        return ''
    query = urlencode(QueryParams(scope['query_string']).multi_items())
    path = scope['path'] + (f'?{query}' if query else '')
    return path if _is_path(path) and path != '/' else ''


def _is_ahead_of_time(headers: Headers) -> bool:
    """A browser that only prepares for somebody who may follow the link must not use it up."""
    return 'sec-purpose' in headers or 'purpose' in headers


async def _form_of(request: Request) -> dict[str, str]:
    """Raises nothing: a form that is too long, or none, is empty."""
    body = b''
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode('utf-8', 'replace')).items()}
