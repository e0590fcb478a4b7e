"""`backup` and `restore` as a person uses them: while the app runs, and after it."""
from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.transfer.archive.kept import KEY, NOTE, fill
from tests.running_app import ROOT, RunningApp
from tests.waiting import PATIENCE


@pytest.fixture
def app(tmp_path: Path) -> Iterator[RunningApp]:
    app = RunningApp(fill(tmp_path / 'data', 'Of Monday'))
    yield app
    app.close()


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, 'app.py', *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)


def titles(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as db:
        return [title for title, in db.execute('SELECT title FROM chats ORDER BY title')]


def test_there_and_back_again(app: RunningApp, tmp_path: Path) -> None:
    file, data = tmp_path / 'kept.zip', app.data
    app.start()
    made = command('backup', file, '--data', data)
    assert (made.returncode, made.stderr) == (0, '')
    assert '1 chats' in made.stdout
    assert 'not encrypted' in made.stdout
    refused = command('restore', file, '--data', data)
    assert refused.returncode == 1
    assert 'is running' in refused.stderr
    assert app.interrupt() == 0
    fill(data, 'Of Tuesday')
    (next((data / 'attachments').iterdir())).write_bytes(b'spoiled meanwhile')
    done = command('restore', file, '--data', data)
    assert (done.returncode, done.stderr) == (0, '')
    assert titles(data / 'chats.db') == ['Of Monday']
    assert [one.read_bytes() for one in (data / 'attachments').iterdir()] == [NOTE]
    assert KEY in (data / 'config.toml').read_text(), 'the key that is still here is filled in'
    [aside] = data.glob('before-restore-*')
    assert str(aside) in done.stdout
    assert titles(aside / 'chats.db') == ['Of Monday', 'Of Tuesday']
    assert list(data.glob('restoring-*')) == []
    new = [data / 'chats.db', *(data / 'attachments').iterdir(), data / 'config.toml', aside]
    assert [path for path in new if path.lstat().st_mode & 0o077] == []
    app.start()
    assert app.rows('SELECT title FROM chats') == [('Of Monday',)]


def test_on_a_new_machine_there_is_nothing_to_keep_aside(app: RunningApp, tmp_path: Path) -> None:
    file, fresh = tmp_path / 'kept.zip', tmp_path / 'fresh'
    assert command('backup', file, '--data', app.data).returncode == 0
    done = command('restore', file, '--data', fresh)
    assert (done.returncode, done.stderr) == (0, '')
    assert titles(fresh / 'chats.db') == ['Of Monday']
    assert 'llm.example.org' in (fresh / 'config.toml').read_text()


def test_a_file_that_is_no_backup_changes_nothing(app: RunningApp, tmp_path: Path) -> None:
    (tmp_path / 'wrong.zip').write_text('hello')
    before = {path: path.read_bytes() for path in app.data.rglob('*') if path.is_file()}
    done = command('restore', tmp_path / 'wrong.zip', '--data', app.data)
    assert done.returncode == 1
    assert done.stderr.count('\n') == 1
    assert 'Nothing was changed' in done.stderr
    assert {path: path.read_bytes() for path in app.data.rglob('*') if path.is_file() and path.name != 'chats.db.lock'} == {
        path: content for path, content in before.items() if path.name != 'chats.db.lock'}
