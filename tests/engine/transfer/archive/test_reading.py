"""A backup may come from an enemy: it writes nowhere else, fills no disk, and brings no database that would act by itself."""
from __future__ import annotations

import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from chat.engine.transfer.archive.archive import ArchiveError
from chat.engine.transfer.archive.reading import unpack
from chat.engine.transfer.archive.writing import write_archive
from chat.store.opening import StoreError
from tests.engine.transfer.archive.kept import DIGEST, NOTE, archive_of, fill


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return fill(tmp_path / 'data', 'One')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / 'unpacked').mkdir()
    return tmp_path / 'unpacked'


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def test_what_was_written_comes_back(data: Path, folder: Path, tmp_path: Path) -> None:
    made = write_archive(data, tmp_path / 'kept.zip', config=data / 'config.toml')
    assert unpack(tmp_path / 'kept.zip', folder) == made
    assert (folder / 'attachments' / DIGEST).read_bytes() == NOTE
    with closing(sqlite3.connect(folder / 'chats.db')) as db:
        assert db.execute('SELECT title FROM chats').fetchall() == [('One',)]


@pytest.mark.parametrize('member', [
    ('../evil.txt', 'x'), ('/tmp/polylogue-evil.txt', 'x'), ('attachments/../../evil.txt', 'x'), ('attachments\\..\\..\\evil.txt', 'x'),
    ('C:/evil.txt', 'x'), ('attachments/notes.txt', 'x'), ('attachments/', ''), ('access.key', 'x'), ('chats.db-wal', 'x'),
    ('CONFIG.TOML', 'x'), (link(f'attachments/{DIGEST}'), '/etc/passwd'), (link('config.toml'), '/etc/passwd'),
], ids=lambda member: str(getattr(member[0], 'filename', member[0])))
def test_names_and_links_that_lead_elsewhere_are_refused(
        data: Path, folder: Path, tmp_path: Path, member: tuple[str | zipfile.ZipInfo, str]) -> None:
    before = sorted(tmp_path.rglob('*'))
    file = archive_of(tmp_path / 'evil.zip', data / 'chats.db', member)
    with pytest.raises(ArchiveError, match='no backup of Polylogue does'):
        unpack(file, folder)
    assert sorted(tmp_path.rglob('*')) == sorted([*before, file]), 'it has written something'


def test_two_files_of_one_name_are_refused(data: Path, folder: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match='Duplicate'):
        file = archive_of(tmp_path / 'evil.zip', data / 'chats.db', ('config.toml', 'a'), ('config.toml', 'b'))
    with pytest.raises(ArchiveError, match='two files of one name'):
        unpack(file, folder)


def test_bombs_are_not_unpacked(data: Path, folder: Path, tmp_path: Path) -> None:
    file = archive_of(tmp_path / 'bomb.zip', data / 'chats.db', (f'attachments/{DIGEST}', bytes(60_000_000)))
    with pytest.raises(ArchiveError, match='trap'):
        unpack(file, folder)
    file = archive_of(tmp_path / 'long.zip', data / 'chats.db', ('config.toml', bytes(5_000_000)))
    with pytest.raises(ArchiveError, match='far too long'):
        unpack(file, folder)
    assert list(folder.iterdir()) == []


def lie_about_size(content: bytes) -> bytes:
    """In the list at the end of the ZIP: it says that the attached file is 1 byte long."""
    place = content.rindex(b'PK\x01\x02')
    return content[:place + 24] + (1).to_bytes(4, 'little') + content[place + 28:]


@pytest.mark.parametrize('spoil', [
    lambda content: content[:len(content) // 2], lambda content: b'no zip at all', lambda content: b'', lie_about_size,
    lambda content: content[:60] + b'\xff' * 40 + content[100:],
], ids=['half', 'text', 'empty', 'size', 'content'])
def test_damage_is_one_sentence(data: Path, folder: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    file = archive_of(tmp_path / 'kept.zip', data / 'chats.db', (f'attachments/{DIGEST}', NOTE))
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises((ArchiveError, StoreError)) as told:
        unpack(file, folder)
    assert str(told.value).count('\n') == 0


@pytest.mark.parametrize(('manifest', 'expected'), [
    ('{"format": 2}', 'newer version'), ('[]', 'cannot be understood'), ('{"format": "1"}', 'cannot be understood'),
    ('{' * 9, 'cannot be understood'), ('[' * 100_000, 'cannot be understood')])
def test_a_manifest_that_is_not_known_is_refused(folder: Path, tmp_path: Path, manifest: str, expected: str) -> None:
    with zipfile.ZipFile(tmp_path / 'kept.zip', 'w') as archive:
        archive.writestr('chats.db', b'')
        archive.writestr('backup.json', manifest)
    with pytest.raises(ArchiveError, match=expected):
        unpack(tmp_path / 'kept.zip', folder)


def test_an_attached_file_that_is_another_one_is_refused(data: Path, folder: Path, tmp_path: Path) -> None:
    file = archive_of(tmp_path / 'kept.zip', data / 'chats.db', (f'attachments/{DIGEST}', b'something else'))
    with pytest.raises(ArchiveError, match='not what its name says'):
        unpack(file, folder)


def test_what_is_not_there_or_no_backup_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match='is not there'):
        unpack(tmp_path / 'missing.zip', folder)
    with zipfile.ZipFile(tmp_path / 'other.zip', 'w') as archive:
        archive.writestr('readme.txt', 'hello')
    with pytest.raises(ArchiveError, match='no backup of Polylogue'):
        unpack(tmp_path / 'other.zip', folder)
