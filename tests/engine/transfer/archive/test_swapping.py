"""What is there is kept aside with all that belongs to it, and comes back if anything goes wrong."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from chat.engine.transfer.archive.archive import ArchiveError
from chat.engine.transfer.archive.swapping import swap

OLD = {'chats.db': 'old', 'chats.db-wal': 'log of the old', 'config.toml': 'old settings', 'attachments/a': 'old file'}


def tree(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def content(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob('*') if path.is_file()}


def test_the_new_takes_the_place_and_the_old_is_kept(tmp_path: Path) -> None:
    data = tree(tmp_path / 'data', **OLD, **{'backups/daily.db': 'stays', 'access.key': 'stays'})
    unpacked = tree(data / 'restoring', **{'chats.db': 'new', 'attachments/b': 'new file', 'config.toml': 'new settings'})
    swap(data, unpacked, data / 'aside', settings=data / 'config.toml')
    assert content(data / 'aside') == OLD
    assert {name: text for name, text in content(data).items() if not name.startswith('aside/')} == {
        'chats.db': 'new', 'attachments/b': 'new file', 'config.toml': 'new settings', 'backups/daily.db': 'stays', 'access.key': 'stays'}


def test_a_backup_without_settings_leaves_those_that_are_there(tmp_path: Path) -> None:
    data = tree(tmp_path / 'data', **OLD)
    swap(data, tree(data / 'restoring', **{'chats.db': 'new'}), data / 'aside', settings=data / 'config.toml')
    assert (data / 'config.toml').read_text() == 'old settings'
    assert not (data / 'attachments').exists()


def test_everything_goes_back_when_something_cannot_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tree(tmp_path / 'data', **OLD)
    unpacked = tree(data / 'restoring', **{'chats.db': 'new', 'attachments/b': 'new file'})
    replace = os.replace

    def fail_for_the_new_database(source: Path, target: Path) -> None:
        if source == unpacked / 'chats.db':
            raise OSError(5, 'Input/output error')
        replace(source, target)

    monkeypatch.setattr(os, 'replace', fail_for_the_new_database)
    with pytest.raises(ArchiveError, match='everything is as it was'):
        swap(data, unpacked, data / 'aside', settings=data / 'config.toml')
    assert {name: text for name, text in content(data).items() if not name.startswith('restoring/')} == OLD
