"""What happened, for whoever looks after the program: one line of JSON for each event, in a file that only its owner reads.

Never in it: what was asked or answered, keys, and addresses with a secret in them. Records of other libraries, whose texts nobody here
has checked, are told by where they come from.
"""
from __future__ import annotations

import json
import logging
import os
import queue
import re
import sys
import time
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from typing import Any

from chat.conversation.text import plain_text
from chat.conversation.watchers import place_of
from chat.settings.address_secrets import HIDDEN, KEY_SHAPE, shown_url

FOLDER, NAME = 'logs', 'polylogue.log'
LARGEST = 5_000_000
"""Bytes of one file."""
OLDER = 4
"""Files that are kept beside the newest."""
LONGEST = 500
"""Characters of one text."""
OURS = 'chat'
"""Loggers of this name and below it."""
ADDRESS = re.compile(r'\b[a-z][a-z0-9+.-]*://[^\s"\'<>]+', re.IGNORECASE)


class EventFormatter(logging.Formatter):
    """`{"time", "level", "event", "source", …}`; what else there is stands in the record's `facts`."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {'time': _time_of(record.created), 'level': record.levelname.lower()}
        if record.name.partition('.')[0] == OURS:
            event |= {'event': _fit(_message_of(record)), 'source': record.name}
        else:
            event |= {'event': 'told by a library', 'source': record.name, 'place': f'{record.filename}:{record.lineno}'}
        if record.exc_info and record.exc_info[1]:
            event['failure'] = place_of(record.exc_info[1])
        facts = getattr(record, 'facts', {})
        return json.dumps(event | {name: _fit(value) for name, value in facts.items()}, ensure_ascii=False)


class EventHandler(QueueHandler):
    """Hands a finished line on: nobody waits for the disk."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        return logging.makeLogRecord({'msg': self.format(record), 'levelno': record.levelno})


class PrivateFile(RotatingFileHandler):
    """Rotating, for its owner only. A disk that is full is said once, in the terminal."""

    is_in_trouble = False

    def _open(self) -> TextIOWrapper:
        return open(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 'a', encoding='utf-8')

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        if not self.is_in_trouble:
            print(f'{self.baseFilename} cannot be written ({sys.exc_info()[1]}); the log has gaps.', file=sys.stderr)
        self.is_in_trouble = True


class LogFile:
    """Open until `close`, with a thread of its own."""

    def __init__(self, data: Path) -> None:
        """Raises OSError."""
        self.path = data / FOLDER / NAME
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._file = PrivateFile(self.path, maxBytes=LARGEST, backupCount=OLDER, encoding='utf-8')
        self._handler = EventHandler(lines)
        self._handler.setFormatter(EventFormatter())
        self._listener = QueueListener(lines, self._file)
        self._listener.start()
        logging.getLogger().addHandler(self._handler)
        logging.getLogger(OURS).setLevel(logging.INFO)

    def close(self) -> None:
        """Everything that was said is written; again, it does nothing."""
        if self._handler not in logging.getLogger().handlers:
            return
        logging.getLogger().removeHandler(self._handler)
        self._listener.stop()
        self._file.close()


def _time_of(seconds: float) -> str:
    """UTC, ISO 8601 with milliseconds."""
    return f'{time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))}.{int(seconds % 1 * 1000):03}Z'


def _message_of(record: logging.LogRecord) -> str:
    """With failures told by their kind, unless their text is the system's own."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    told = tuple(place_of(one) if isinstance(one, BaseException) and not _tells_of_the_system(one) else one for one in arguments)
    return str(record.msg) % told if told else str(record.msg)


def _tells_of_the_system(error: BaseException) -> bool:
    """Its text is that of the system or of the database, not of what was said."""
    return isinstance(error, OSError) or type(error).__module__ == 'sqlite3'


def _fit(value: Any) -> Any:
    """Without keys, secrets in addresses, and whatever could command a terminal."""
    if not isinstance(value, str):
        return value
    shown = ADDRESS.sub(lambda found: shown_url(found.group()), plain_text(value))
    return KEY_SHAPE.sub(HIDDEN, shown)[:LONGEST]
