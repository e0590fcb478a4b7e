"""Where browsers come in: `/enter` takes a one-time link, a pasted code or the password, and gives a cookie for it."""
from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from chat.api.access.door import Door, is_loopback
from chat.api.access.front_page import OLD_CODE, front_page, login_page
from chat.api.access.hosts import name_in
from chat.engine.access.sessions import LIFETIMES
from chat.store.tables.sessions import How

PATH = '/enter'
FIRST_PAGE = '/new'
MOST_BYTES = 8192
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
        await self._page(scope, _path_of(scope))(scope, receive, send)

    async def receive(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for `/enter` itself."""
        request = Request(scope, receive)
        if scope['method'] == 'POST':
            response = await self._take_form(request)
        elif scope['method'] == 'GET' and 'once' in request.query_params and not _is_ahead_of_time(request.headers):
            response = self._take_code(request, request.query_params['once'], request.query_params.get('to', ''))
        else:
            response = self._page(scope, '')
        await response(scope, receive, send)

    async def _take_form(self, request: Request) -> Response:
        form = await _form_of(request)
        if 'password' in form and self._door.has_password:
            return await self._take_password(request, form['password'], form.get('to', ''))
        return self._take_code(request, form.get('code', ''), form.get('to', ''))

    def _take_code(self, request: Request, code: str, to: str) -> Response:
        if self._door.admit(request.scope):  # a link that was followed before
            return _see_other(to)
        if not self._door.take_code(code):
            return self._page(request.scope, to, trouble=OLD_CODE)
        return self._let_in(request, 'link', to)

    async def _take_password(self, request: Request, password: str, to: str) -> Response:
        if self._door.take_code(password):  # whoever has a link pastes it where there is room
            return self._let_in(request, 'link', to)
        outcome = await self._door.login.attempt(password, self._door.address_of(request.scope))
        if outcome.is_right:
            return self._let_in(request, 'password', to)
        status = 401 if outcome.was_tried else 429
        return login_page(to=to if _is_path(to) else '', trouble=outcome.sentence, wait=outcome.wait, status=status)

    def _let_in(self, request: Request, how: How, to: str) -> Response:
        address, response = self._door.address_of(request.scope), _see_other(to)
        secret = self._door.sessions.begin(how=how, agent=request.headers.get('user-agent', ''), address=address)
        response.set_cookie(self._door.cookie, secret, max_age=int(LIFETIMES[how]), path='/', httponly=True,
                            secure=self._is_encrypted(request.headers), samesite='strict' if how == 'password' else 'lax')
        return response

    def _is_encrypted(self, headers: Headers) -> bool:
        """Behind a proxy everything is, but for what comes from this machine past it."""
        name = name_in(headers.get('host', '')) or ''
        return self._door.has_tls or (self._door.is_behind_proxy and name != 'localhost' and not is_loopback(name))

    def _page(self, scope: Scope, to: str, trouble: str = '') -> Response:
        to = to if _is_path(to) else ''
        if self._door.has_password and not self._door.is_local(scope):
            return login_page(to=to, trouble=trouble)
        return front_page(self._command, to=to, trouble=trouble)


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
    return path if path != '/' else ''


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
