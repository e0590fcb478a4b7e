"""What comes over a socket is untrusted: it reaches a handler in the shape that handlers expect, or it is dropped.

NiceGUI looks values up as they come, and prints a traceback for each that is missing or of another type; whatever a socket calls a
`log` it prints as it is. Here both are one place's business, for all events of all elements: a message that does not fit is dropped,
and one that a handler stumbles over is told in one line of ours. Neither can fill a terminal.
"""
from __future__ import annotations

import inspect
import logging
import time
import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError as Refusal

log = logging.getLogger(__name__)

MOST, PERIOD = 10, 60.0
"""Lines, and the seconds in which there may be so many."""
LONGEST_WORDS = 300
"""Characters of what a page has to say."""
WRONG = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, AssertionError)
"""What it means to take something for what it is not."""
GONE = 'has been deleted'
"""What NiceGUI says when a handler has waited for something, and the page that it wants to show it on is not there any more."""
LOGS = ('nicegui', 'socketio.server', 'engineio.server')
LEVELS = frozenset({'debug', 'info', 'warning', 'error'})
Shape = Mapping[str, type]
SHAPES: dict[str, Shape] = {
    'handshake': {'client_id': str, 'tab_id': str, 'document_id': str},
    'event': {'client_id': str, 'id': int, 'listener_id': str, 'args': list},
    'javascript_response': {'client_id': str, 'request_id': str},
    'ack': {'client_id': str, 'next_message_id': int},
    'log': {'client_id': str, 'level': str, 'message': str},
}
"""Event of the socket -> what its message must have."""
_is_from_socket: ContextVar[bool] = ContextVar('is_from_socket', default=False)
"""Also true in the tasks that a handler begins."""


class Ration:
    """So many lines in a while, and no more."""

    def __init__(self, most: int = MOST, period: float = PERIOD, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._period = period
        self._clock = clock
        self._left, self._began = most, clock()

    def take(self) -> bool:
        """Whether there is one left."""
        if (now := self._clock()) - self._began >= self._period:
            self._left, self._began = self._most, now
        self._left -= 1
        return self._left >= 0


class Shorthand(logging.Filter):
    """Makes one line of the traceback of what a socket has brought about; all other records go through as they are."""

    def __init__(self, ration: Ration) -> None:
        super().__init__()
        self._ration = ration

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if record.name == 'nicegui' and not _is_from_socket.get():
            return True
        if GONE in (record.getMessage() if error is None else str(error)):
            return False
        if not isinstance(error, WRONG):
            return True
        record.msg, record.args = 'A message of the page was not understood: %s in %s.', (type(error).__name__, _way(error))
        record.exc_info = record.exc_text = None
        return self._ration.take()


def guard_sockets(sockets: AsyncServer, is_welcome: Callable[[str], bool] = lambda sid: True) -> None:
    """Stand before all that listens to these sockets. To be called once, when the listeners are there.

    `is_welcome` says of a socket whether whoever opened it may still be here.
    """
    told, ration = Ration(), Ration()
    for name in LOGS:
        logging.getLogger(name).addFilter(Shorthand(ration))
    listening = sockets.handlers['/']
    for name, shape in SHAPES.items():
        sockets.on(name, _guarded(listening[name], shape, is_welcome))
    sockets.on('connect', _guarded_connect(listening['connect']))
    sockets.on('log', lambda _, message=None, *more: _print(message, told))


def fits(message: Any, shape: Shape) -> bool:
    """Whether it has all that it must have. In Python a bool is a number, in a message it is none."""
    return isinstance(message, dict) and all(
        isinstance(message.get(name), kind) and not isinstance(message[name], bool) for name, kind in shape.items())


def _guarded(handler: Callable[..., Any], shape: Shape, is_welcome: Callable[[str], bool]) -> Callable[..., Any]:
    async def guarded(sid: str, message: Any = None, *_: Any) -> Any:
        if not fits(message, shape) or not is_welcome(sid):
            return False
        _is_from_socket.set(True)
        try:
            result = handler(sid, message)
            return await result if inspect.isawaitable(result) else result
        except WRONG as error:
            logging.getLogger('nicegui').error('socket', exc_info=error)
            return False
    return guarded


def _guarded_connect(handler: Callable[..., Any]) -> Callable[..., Any]:
    async def guarded(sid: str, environ: Any, *_: Any) -> Any:
        try:
            return await handler(sid, environ)
        except WRONG:
            raise Refusal('What came with the connection was not understood.') from None
    return guarded


def _print(message: Any, ration: Ration) -> None:
    if fits(message, SHAPES['log']) and message['level'] in LEVELS and ration.take():
        log.log(logging.getLevelNamesMapping()[message['level'].upper()], 'The page says: %s', message['message'][:LONGEST_WORDS])


def _way(error: BaseException) -> str:
    """The last places it came through, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return ' < '.join(f'{Path(frame.filename).name}:{frame.lineno}' for frame in reversed(frames))
