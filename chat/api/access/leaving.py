"""When a browser is signed out, its tabs go with it: nothing that comes over their sockets counts from then on."""
from __future__ import annotations

import asyncio
from contextlib import suppress

from nicegui import Client, background_tasks
from socketio import AsyncServer

from chat.engine.access.sessions import Sessions
from chat.engine.access.visitor import Visitor

GRACE_SECONDS = 1.0
"""For a tab to hear that it has to load itself again, and so to show what a stranger is shown."""


def follow(sessions: Sessions, sockets: AsyncServer) -> None:
    sessions.ending_watchers.add(lambda session_id: _close_all(session_id, sockets))


def is_welcome(sid: str, sessions: Sessions, sockets: AsyncServer) -> bool:
    """Whether whoever opened this socket is still signed in."""
    visitor = _visitor_at(sid, sockets)
    return visitor is None or not visitor.session or sessions.has(visitor.session)


def _close_all(session_id: str, sockets: AsyncServer) -> None:
    """Of a session that has ended; outside the loop (in a test of the store alone) there is nothing to close."""
    with suppress(RuntimeError):
        asyncio.get_running_loop()
        background_tasks.create(_close(session_id, sockets), name='sign out')


async def _close(session_id: str, sockets: AsyncServer) -> None:
    for client in tuple(Client.instances.values()):
        visitor = getattr(client.request.state, 'visitor', None)
        if isinstance(visitor, Visitor) and visitor.session == session_id:
            client.run_javascript('location.reload()')
    await asyncio.sleep(GRACE_SECONDS)
    for sid in tuple(sockets.manager.get_participants('/', None)):
        if (visitor := _visitor_at(sid[0], sockets)) and visitor.session == session_id:
            await sockets.disconnect(sid[0])


def _visitor_at(sid: str, sockets: AsyncServer) -> Visitor | None:
    environ = sockets.get_environ(sid) or {}
    visitor = environ.get('asgi.scope', {}).get('state', {}).get('visitor')
    return visitor if isinstance(visitor, Visitor) else None
