"""The file that everything is moved with: what it says it is, what is in it, and what is wrong with it."""
from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from chat.exchange import moving
from chat.exchange.fields import Unreadable
from chat.exchange.incoming import move_file
from chat.exchange.incoming.move_file import MoveFile


def written(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, 'w') as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


MANIFEST = moving.manifest({'theme': 'dark'}, 1.0)
DIGEST = 'ab' * 32


def test_what_is_no_such_file_is_not_taken_for_one(tmp_path: Path) -> None:
    assert MoveFile.is_one(written(tmp_path / 'move.zip', {moving.MANIFEST: 'damaged'}))
    assert not MoveFile.is_one(tmp_path / 'missing')
    assert not MoveFile.is_one(written(tmp_path / 'other.zip', {'a': ''}))
    (tmp_path / 'text').write_text('PK no')
    assert not MoveFile.is_one(tmp_path / 'text')


def test_chats_lines_and_files_are_read_and_their_size_is_known_before(tmp_path: Path) -> None:
    file = MoveFile(written(tmp_path / 'a', {
        moving.MANIFEST: MANIFEST, moving.CHATS: '{"chat": 1}\n{"chat": 2}\n', moving.SUITES: '{"suite": 3}\n',
        f'{moving.FILES}{DIGEST}': b'small', f'{moving.FILES}{"cd" * 32}': b'too large', f'{moving.FILES}../evil': b'x'}))
    read: list[int] = []
    assert list(file.chats(read.append)) == [{'chat': 1}, {'chat': 2}]
    assert list(file.lines(read.append)) == [{'suite': 3}]
    assert list(file.files(5)) == [(DIGEST, b'small')]
    assert file.size == len('{"chat": 1}\n{"chat": 2}\n{"suite": 3}\n')


@pytest.mark.parametrize('manifest', ['{"format": "another"}', '[]', '{}'])
def test_a_manifest_that_is_not_ours_is_refused(tmp_path: Path, manifest: str) -> None:
    with pytest.raises((Unreadable, ValueError)):
        MoveFile(written(tmp_path / 'a', {moving.MANIFEST: manifest}))


def test_settings_without_an_end_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(move_file, 'LARGEST_MANIFEST', 10)
    with pytest.raises(Unreadable, match='too large'):
        MoveFile(written(tmp_path / 'a', {moving.MANIFEST: MANIFEST}))
