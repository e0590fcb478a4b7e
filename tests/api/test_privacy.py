"""What other users of this machine can read of it: nothing that it has written, whatever umask and older versions allow."""
from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

import tests.exchange.samples as samples
from chat.settings import close_folder
from tests.running_app import RunningApp
from tests.waiting import wait_until

PAGE = {'x-polylogue': '1'}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path / 'data', is_open=False)
    yield app
    app.close()


def open_to_others(folder: Path) -> list[str]:
    paths = [folder, *folder.rglob('*')]
    return [f'{path.relative_to(folder)} {stat.S_IMODE(path.lstat().st_mode):o}' for path in paths if path.lstat().st_mode & 0o077]


def test_all_that_is_written_is_for_its_owner_only(app: RunningApp) -> None:
    before = os.umask(0o022)
    try:
        app.start()
    finally:
        os.umask(before)
    known = PAGE | app.key
    export = json.dumps([samples.chatgpt()]).encode()
    begun = httpx.post(f'{app.url}/api/imports', content=export, headers=known | {'x-file-name': 'conversations.json'}).json()
    wait_until(lambda: httpx.get(f'{app.url}/api/imports/{begun["id"]}', headers=app.key).json()['state'] == 'done')
    assert httpx.post(f'{app.url}/api/attachments', content=b'words', headers=known | {'x-name': 'note.txt'}).status_code == 200
    assert httpx.get(f'{app.url}/api/export', headers=app.key).status_code == 200
    written = {path.name for path in app.data.iterdir()}
    assert {'access.key', 'running.json', 'chats.db', 'chats.db-wal', 'chats.db.lock', 'attachments'} <= written
    assert open_to_others(app.data) == []


def test_what_an_older_version_left_open_is_closed_at_the_start(app: RunningApp) -> None:
    app.start()
    app.kill()  # the log of the database stays
    (app.data / 'backups').mkdir()
    (app.data / 'backups' / 'chats-20260101-000000.db').write_bytes(b'')
    for path in [app.data, *app.data.rglob('*')]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    old_key = app.key
    app.start()
    assert open_to_others(app.data) == []
    assert app.key != old_key, 'others could have read it'
    assert httpx.get(f'{app.url}/new', headers=old_key).status_code == 401


def test_memory_with_keys_in_it_is_never_dumped(app: RunningApp) -> None:
    app.start()
    assert psutil.Process(app.process.pid).rlimit(psutil.RLIMIT_CORE) == (0, 0)


def test_other_things_in_the_chosen_folder_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / 'paper.txt').write_text('for all of us')
    (tmp_path / 'chats.db').write_text('')
    (tmp_path / 'elsewhere').symlink_to(tmp_path / 'paper.txt')
    (tmp_path / 'attachments').mkdir()
    (tmp_path / 'attachments' / 'link').symlink_to(tmp_path / 'paper.txt')
    for path in (tmp_path, tmp_path / 'attachments'):
        path.chmod(0o755)
    for path in (tmp_path / 'paper.txt', tmp_path / 'chats.db'):
        path.chmod(0o644)
    close_folder(tmp_path)
    paths = [tmp_path, *(tmp_path / name for name in ('paper.txt', 'chats.db', 'attachments'))]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert modes == {tmp_path.name: 0o755, 'paper.txt': 0o644, 'chats.db': 0o600, 'attachments': 0o700}
    close_folder(tmp_path, is_usual=True)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_folder_that_everybody_shares_is_not_taken_from_them(tmp_path: Path) -> None:
    shared = tmp_path / 'tmp'
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / 'chats.db').write_text('')
    close_folder(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_settings_are_left_to_their_owner(tmp_path: Path) -> None:
    config = tmp_path / 'config.toml'
    config.write_text('')
    config.chmod(0o644)
    close_folder(tmp_path, config=config)
    assert stat.S_IMODE(config.stat().st_mode) == 0o644
