"""What this program says in its terminal: lines that no stranger can make command the terminal, or pass off as lines of ours."""
from __future__ import annotations

import logging

from chat.conversation.text import plain_text

SOCKET_LOGS = ('socketio.server', 'engineio.server')
"""These print past everybody else as long as nothing else prints for them."""


class PlainFormatter(logging.Formatter):
    """A message is one line, whatever came over the net into it; a traceback keeps its lines."""

    def format(self, record: logging.LogRecord) -> str:
        message = plain_text(record.getMessage()).replace('\n', r'\n')
        plain = logging.makeLogRecord({**record.__dict__, 'msg': message, 'args': None, 'exc_text': None})
        return plain_text(super().format(plain))


def take_over_logging() -> None:
    """From now on everything is printed here, from warnings on, to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlainFormatter('%(message)s'))
    handler.setLevel(logging.WARNING)  # the log in the data folder takes more
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    for name in SOCKET_LOGS:
        logging.getLogger(name).handlers.clear()
