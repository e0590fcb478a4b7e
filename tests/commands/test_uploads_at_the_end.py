"""Files on their way in when the app ends: whoever sends one is told at once, and an import once more after the start."""
from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_app import RunningApp
from tests.waiting import PATIENCE, wait_until


@pytest.fixture
def app(tmp_path: Path) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path / 'data').start()
    yield app
    app.close()


def begun(app: RunningApp, path: str, name: str) -> socket.socket:
    """The first bytes of a file that is never sent whole."""
    connection = socket.create_connection(('127.0.0.1', app.port), PATIENCE)
    lines = [f'POST {path} HTTP/1.1', f'Host: 127.0.0.1:{app.port}', f'Origin: {app.url}', 'Sec-Fetch-Site: same-origin', 'X-Polylogue: 1',
             f'{name}: half.json', 'Content-Length: 1000000']
    connection.sendall('\r\n'.join([*lines, '', '[{"x"']).encode())
    return connection


def test_an_end_in_the_middle_of_an_upload_is_told(app: RunningApp) -> None:
    folder = app.data / 'imports'
    uploads = [begun(app, '/api/imports', 'X-File-Name'), begun(app, '/api/attachments', 'X-Name')]
    wait_until(lambda: list(folder.glob('*.upload')))
    assert app.interrupt() == 0
    for upload in uploads:
        answer = upload.makefile('rb').read()
        assert answer.startswith(b'HTTP/1.1 503')
        assert answer.endswith(b'{"error":"Polylogue was closed before this file had arrived; add it again after the start."}')
        upload.close()
    assert 'Traceback' not in app.log
    assert len([*folder.glob('*.note')]) == 1, 'by which the next start tells it'
