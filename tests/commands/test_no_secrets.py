"""After a day of use: nobody else can read what was written, and neither a key nor a word of a chat stands where it does not belong."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.model_server import ModelServer, sending_json
from tests.running_app import ROOT, RunningApp, endpoint
from tests.waiting import PATIENCE, wait_until

OF_FILE, OF_ENVIRONMENT = 'sk-of-the-file-0123456789abcdef', 'sk-of-the-environment-0123456789'
ASKED, ANSWERED = 'Where is the treasure?', 'Hello from the model server.'


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer.in_thread() as server:
        yield server


@pytest.fixture
def app(tmp_path: Path, server: ModelServer) -> Iterator[RunningApp]:
    environ = {'OPENAI_API_KEY': OF_ENVIRONMENT, 'OPENAI_BASE_URL': server.v1}
    app = RunningApp(tmp_path / 'data', config=endpoint(server.v1, key=OF_FILE), environ=environ, is_open=False)
    yield app
    app.close()


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, 'app.py', *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)


def ask(app: RunningApp, token: str, model: str) -> httpx.Response:
    answer = httpx.post(f'{app.url}/api/v1/chat', json={'message': ASKED, 'model': model}, timeout=PATIENCE,
                        headers={'Authorization': f'Bearer {token}'})
    assert 'Traceback' not in answer.text
    return answer


def test_keys_and_words_stay_where_they_belong(app: RunningApp, server: ModelServer, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        app.start()
    finally:
        os.umask(before)
    token = command('token', 'add', 'test', '--data', app.data).stdout.split()[-1]
    refusal = {'error': {'message': f'Incorrect API key provided: {OF_FILE} {OF_ENVIRONMENT}'}}
    server.answer(sending_json(refusal, 401), sending_json(refusal, 401))
    replies = [ask(app, token, model) for model in ('test/m', 'openai/m')]
    replies += [ask(app, token, model) for model in ('test/m', 'openai/m')]
    export = httpx.get(f'{app.url}/api/export', headers=app.key, timeout=PATIENCE).content
    moved = httpx.get(f'{app.url}/api/move', headers=app.key, timeout=PATIENCE).content
    assert command('backup', tmp_path / 'kept.zip', '--data', app.data).returncode == 0
    log = app.data / 'logs' / 'polylogue.log'
    wait_until(lambda: log.read_text().count('reply ended') >= 4)
    written = {path: path.read_bytes() for path in app.data.rglob('*') if path.is_file() and path.name not in {'config.toml', 'access.key'}}
    with zipfile.ZipFile(tmp_path / 'kept.zip') as archive:
        written |= {Path(name): archive.read(name) for name in archive.namelist()}
    written |= {Path('export'): export, Path('move'): moved, Path('terminal'): app.log.encode(),
                Path('answers'): b''.join(one.content for one in replies)}
    secrets = [OF_FILE.encode(), OF_ENVIRONMENT.encode(), token.encode(), (app.data / 'access.key').read_bytes().strip()]
    assert [(str(path), secret) for path, content in written.items() for secret in secrets if secret in content] == []
    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert {'app started', 'reply started', 'reply ended'} <= {one['event'] for one in told}
    assert [one['error'] for one in told if one['event'] == 'reply ended'][:2] == ['bad_key', 'bad_key']
    assert ASKED not in log.read_text() + app.log
    assert ANSWERED not in log.read_text() + app.log
    assert app.interrupt() == 0
    assert json.loads(log.read_text().splitlines()[-1])['event'] == 'app stopped'
    assert [str(path) for path in [app.data, *app.data.rglob('*')] if path.lstat().st_mode & 0o077 and path.name != 'config.toml'] == []
