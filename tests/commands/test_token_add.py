"""A token from the command line opens the API, of an app that runs and of one that starts later."""
from __future__ import annotations

import json
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

from tests.running_app import ROOT, RunningApp
from tests.waiting import PATIENCE


def add(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, 'app.py', 'token', 'add', *arguments, '--data', str(data)], cwd=ROOT, text=True,
                          capture_output=True, timeout=PATIENCE, check=False)


def ask(app: RunningApp, secret: str, path: str = '/api/v1/chat') -> tuple[int, str]:
    connection = HTTPConnection('127.0.0.1', app.port, timeout=PATIENCE)
    try:
        headers = {'Authorization': f'Bearer {secret}', 'Content-Type': 'application/json'}
        connection.request('POST', path, json.dumps({'message': 'Hi', 'model': 'demo/broken'}), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_token_opens_the_api_whenever_it_was_added(tmp_path: Path) -> None:
    before = add(tmp_path, 'early')
    assert before.returncode == 0, before.stderr
    app = RunningApp(tmp_path, config='# empty').start()
    try:
        after = add(tmp_path, 'late', '--scopes', 'read')
        status, body = ask(app, before.stdout.strip())
        assert (status, json.loads(body)['kind']) == (502, 'cut_off')
        assert ask(app, after.stdout.strip())[0] == 403
        assert ask(app, 'plg_wrong')[0] == 401
        assert ask(app, '')[0] == 401
    finally:
        app.close()
    files = [path.read_bytes() for path in tmp_path.rglob('*') if path.is_file()]
    assert not any(secret.encode() in content for content in files for secret in (before.stdout.strip(), after.stdout.strip()))


def test_what_is_no_token_is_said_in_a_line(tmp_path: Path) -> None:
    wrong = add(tmp_path, 'x', '--scopes', 'everything')
    assert (wrong.returncode, wrong.stdout) == (1, '')
    assert 'ask, read, export' in wrong.stderr
    assert not list(tmp_path.iterdir())
