"""Which of the files in an export hold chats."""
from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from chat.exchange.fields import Unreadable
from chat.exchange.incoming.export_files import DAMAGED, items_in, size_of
from chat.exchange.incoming.json_stream import Broken
from tests.exchange.reading import items


@pytest.mark.parametrize('start', [b'\x1f\x8b\x08\0', b'BZh91AY', b'\xfd7zXZ\0', b'7z\xbc\xaf\x27\x1c', b'Rar!\x1a'])
def test_a_packed_file_is_named_as_one_whatever_it_is_called(tmp_path: Path, start: bytes) -> None:
    with pytest.raises(Unreadable, match=r'^This file is packed, .* unpack it and import what is in it\.$'):
        items(tmp_path / 'chats.json', start + b'more')


def zip_with(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, 'w') as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_the_chats_in_a_zip_are_found_in_any_folder_and_in_shards(tmp_path: Path) -> None:
    whole = zip_with(tmp_path / 'a.zip', {'x/conversations.json': '[{"a": 1}]', 'x/user.json': '{"id": 5}', 'chat.html': '<p>'})
    shards = zip_with(tmp_path / 'b.zip', {'conversations-000.json': '[{"a": 1}]', 'conversations-001.json': '[{"b": 2}]'})
    assert list(items_in(whole, lambda _: None)) == [{'a': 1}]
    assert list(items_in(shards, lambda _: None)) == [{'a': 1}, {'b': 2}]


@pytest.mark.parametrize(('files', 'words'), [
    ({'holiday.jpg': 'x'}, 'no conversations.json'), ({}, 'no conversations.json'), ({'2025 A chat.md': '# A'},
        'only JSON can be imported')])
def test_a_zip_of_something_else_is_named(tmp_path: Path, files: dict[str, str], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        list(items_in(zip_with(tmp_path / 'a.zip', files), lambda _: None))


@pytest.mark.parametrize('packing', [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_damaged_anywhere_is_told_in_a_sentence(tmp_path: Path, packing: int) -> None:
    path = tmp_path / 'a.zip'
    with zipfile.ZipFile(path, 'w', packing) as archive:
        archive.writestr('conversations.json', json.dumps([{'a': str(number) * 9} for number in range(60)]))
    whole = path.read_bytes()
    told = set()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xff]) + whole[place + 1:])
        try:
            size_of(path)
            list(items_in(path, lambda _: None))
        except (Unreadable, Broken) as error:
            told.add(str(error))
    assert DAMAGED in told
