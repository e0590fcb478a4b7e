"""`doctor` says what is wrong and what helps, changes nothing, and shows no key."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.commands.checks.program import check_packages
from tests.engine.transfer.archive.kept import KEY, fill
from tests.model_server import ModelServer, sending_json
from tests.running_app import ROOT, RunningApp, endpoint, free_port
from tests.store.rescue.damaging import spoil
from tests.waiting import PATIENCE


def doctor(data: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    command = [sys.executable, 'app.py', 'doctor', '--data', str(data), *arguments]
    environment = {'PATH': os.environ['PATH'], 'HOME': str(data.parent)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert 'Traceback' not in done.stderr
    return done.returncode, done.stdout


def kinds(said: str) -> dict[str, str]:
    """The first word of each finding by the finding."""
    return {line[8:]: line[:8].strip() for line in said.splitlines() if line[:8].strip()}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer.in_thread() as server:
        yield server


def private(data: Path) -> Path:
    for path in [data, *data.rglob('*')]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return data


def test_a_running_app_in_good_health(server: ModelServer, tmp_path: Path) -> None:
    app = RunningApp(tmp_path / 'data', config=endpoint(server.v1, key=KEY)).start()
    try:
        (tmp_path / 'data' / 'config.toml').chmod(0o600)
        code, said = doctor(app.data)
    finally:
        app.close()
    assert code == 0, said
    assert 'problem' not in said.lower()
    assert f'running on this folder, at {app.url}' in said
    assert 'test (' in said
    assert 'works' in said
    assert KEY not in said


def test_each_trouble_is_named_with_what_helps(server: ModelServer, tmp_path: Path) -> None:
    data = private(fill(tmp_path / 'data', 'One'))
    server.list_answer = server.default = sending_json({'error': {'message': f'Incorrect API key provided: {KEY}'}}, 401)
    (data / 'config.toml').write_text(endpoint(server.v1, key=KEY) + endpoint(f'http://127.0.0.1:{free_port()}/v1', name='gone'))
    (data / 'chats.db').chmod(0o644)
    (data / 'config.toml').chmod(0o644)
    spoil(data / 'chats.db', 'turns')
    before = {path: path.read_bytes() for path in data.rglob('*') if path.is_file()}
    code, said = doctor(data)
    assert code == 1
    found = [what for what, kind in kinds(said).items() if kind == 'PROBLEM']
    for words in ('Other users of this computer may read', 'There is a key in', 'chats.db: ', 'test (', 'gone ('):
        assert [what for what in found if words in what], (words, said)
    assert 'chmod' in said
    assert KEY not in said
    assert 'One' not in said
    after = {path: path.read_bytes() for path in data.rglob('*') if path.is_file()}
    assert {path: after.get(path) for path in before} == before


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    code, said = doctor(tmp_path / 'missing', '--offline')
    assert code == 0, said
    assert 'made at the first start' in said
    assert not (tmp_path / 'missing').exists()


def test_other_packages_than_those_tested_are_named(tmp_path: Path) -> None:
    (tmp_path / 'requirements.txt').write_text('# nothing\nnicegui==0.0.1\nno-such-package-anywhere==1.0\n')
    missing, others = check_packages(tmp_path / 'requirements.txt')
    assert (missing.kind, others.kind) == ('problem', 'note')
    assert 'no-such-package-anywhere' in missing.what
    assert 'tested: 0.0.1' in others.what
    assert list(check_packages(tmp_path / 'nothing.txt')) == []


def test_a_reader_who_has_enough_is_no_defect(tmp_path: Path) -> None:
    command = [sys.executable, 'app.py', 'doctor', '--offline', '--data', str(tmp_path / 'data')]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert 'Traceback' not in said
