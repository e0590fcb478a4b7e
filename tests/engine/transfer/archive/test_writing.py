"""What a backup holds: all that is kept, no key, and nothing of a damaged database."""
from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from chat.engine.transfer.archive.archive import ArchiveError
from chat.engine.transfer.archive.writing import write_archive
from chat.store.opening import StoreError
from tests.engine.transfer.archive.kept import DIGEST, KEY, NOTE, fill
from tests.store.rescue.damaging import spoil


def test_it_holds_everything_but_keys_and_is_for_its_owner_only(tmp_path: Path) -> None:
    data, target = fill(tmp_path / 'data', 'One', 'Two'), tmp_path / 'kept.zip'
    (data / 'attachments' / 'strange.txt').write_text('not ours')
    (data / 'access.key').write_text('a key of this installation')
    made = write_archive(data, target, config=data / 'config.toml')
    assert (made.chats, made.attachments, made.has_keys, made.left_out) == (2, 1, False, ())
    assert stat.S_IMODE(target.stat().st_mode) & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == [f'attachments/{DIGEST}', 'backup.json', 'chats.db', 'config.toml']
        assert archive.read(f'attachments/{DIGEST}') == NOTE
        assert not any(KEY.encode() in archive.read(name) for name in archive.namelist())
        assert b'"work"' in archive.read('config.toml')
    assert [path.name for path in tmp_path.iterdir() if path.name not in {'data', 'kept.zip'}] == [], 'nothing is left beside it'


def test_keys_are_in_it_only_when_they_are_asked_for(tmp_path: Path) -> None:
    data = fill(tmp_path / 'data')
    assert write_archive(data, tmp_path / 'kept.zip', config=data / 'config.toml', with_keys=True).has_keys
    with zipfile.ZipFile(tmp_path / 'kept.zip') as archive:
        assert KEY.encode() in archive.read('config.toml')


def test_what_is_damaged_is_named_and_left_out(tmp_path: Path) -> None:
    data = fill(tmp_path / 'data')
    (data / 'attachments' / DIGEST).write_bytes(b'other bytes')
    (data / 'config.toml').write_text('not [ toml')
    made = write_archive(data, tmp_path / 'kept.zip', config=data / 'config.toml')
    assert made.attachments == 0
    assert [what.partition(':')[0] for what in made.left_out] == ['the settings', f'the attached file {DIGEST[:12]}…']


def test_what_is_in_the_way_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match='There are no chats'):
        write_archive(tmp_path, tmp_path / 'kept.zip', config=tmp_path / 'config.toml')
    data = fill(tmp_path / 'data', 'One')
    (tmp_path / 'taken.zip').write_text('mine')
    with pytest.raises(ArchiveError, match='there already'):
        write_archive(data, tmp_path / 'taken.zip', config=data / 'config.toml')
    with pytest.raises(ArchiveError, match='cannot be written'):
        write_archive(data, tmp_path / 'missing' / 'kept.zip', config=data / 'config.toml')
    spoil(data / 'chats.db', 'chats')
    with pytest.raises(StoreError, match='damaged|could not be written'):
        write_archive(data, tmp_path / 'kept.zip', config=data / 'config.toml')
    assert sorted(path.name for path in tmp_path.iterdir()) == ['data', 'taken.zip']
