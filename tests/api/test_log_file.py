"""The log in the data folder: a line of JSON for each event, nothing of what was said, for its owner only, and bounded."""
from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat.api import log_file
from chat.api.log_file import LogFile

KEY = 'sk-proj-0123456789abcdefghij'
ours, theirs = logging.getLogger('chat.engine.engine'), logging.getLogger('uvicorn.error')


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[LogFile]:
    file = LogFile(tmp_path)
    yield file
    file.close()


def events(file: LogFile) -> list[dict[str, Any]]:
    file.close()
    return [json.loads(line) for line in file.path.read_text(encoding='utf-8').splitlines()]


def test_each_event_is_a_line_with_its_facts(opened: LogFile) -> None:
    ours.info('reply ended', extra={'facts': {'reply': 'r1', 'first_token': 0.2, 'error': None}})
    ours.debug('not worth a line')
    [event] = events(opened)
    assert event.pop('time').endswith('Z')
    assert event == {'level': 'info', 'event': 'reply ended', 'source': 'chat.engine.engine', 'reply': 'r1', 'first_token': 0.2,
                     'error': None}


def test_no_key_no_secret_address_and_no_line_of_a_stranger(opened: LogFile) -> None:
    ours.warning('%s answered\nlevel: fake', f'https://ann:{KEY}@llm.example.org/v1?key=abcdefgh')
    ours.info('endpoint added', extra={'facts': {'address': f'http://h/{KEY}', 'note': f'with {KEY}\x1b[31m'}})
    text = json.dumps(events(opened))
    assert KEY not in text
    assert 'abcdefgh' not in text
    assert '\\u001b' not in text
    assert opened.path.read_text().count('\n') == 2


def test_failures_are_told_by_their_kind_and_place(opened: LogFile) -> None:
    try:
        raise ValueError('what somebody asked')
    except ValueError as error:
        ours.error('A row makes no sense: %r', error)
        ours.error('It failed: %s', error, exc_info=True)
        theirs.exception('Exception in ASGI application: what somebody asked')
        theirs.error(f'Task was never retrieved: {error!r}')
    ours.error('The disk says: %s', OSError(28, 'No space left on device'))
    told = events(opened)
    assert 'what somebody asked' not in json.dumps(told)
    assert told[1]['failure'].startswith('ValueError in test_failures_are_told')
    assert [one['event'] for one in told[2:4]] == ['told by a library'] * 2
    assert told[2]['place'].startswith('test_log_file.py:')
    assert 'No space left' in told[4]['event']


def test_it_is_for_its_owner_only_and_begins_anew_when_it_is_long(opened: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, 'LARGEST', 2000)
    file = LogFile(opened.path.parents[1] / 'other')
    for number in range(200):
        ours.info('event', extra={'facts': {'number': number}})
    file.close()
    paths = sorted(file.path.parent.iterdir())
    assert len(paths) == log_file.OLDER + 1
    assert [path for path in paths if path.stat().st_mode & 0o077] == []
    assert file.path.parent.stat().st_mode & 0o077 == 0
    assert '"number": 199' in file.path.read_text()


def test_a_disk_that_takes_no_more_is_said_once_and_nothing_else_fails(
        opened: LogFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*_: object) -> bool:
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(log_file.PrivateFile, 'shouldRollover', refuse)
    for _ in range(3):
        ours.info('event')
    opened.close()
    assert capsys.readouterr().err.count('the log has gaps') == 1
