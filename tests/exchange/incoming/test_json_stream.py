"""JSON of any size, read piece by piece."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from chat.exchange.incoming import json_stream
from chat.exchange.incoming.json_stream import Broken
from tests.exchange.reading import items


@pytest.mark.parametrize('content', [
    b'[{"a": 1}, {"b": "\xc3\xbc"}]', b'\xef\xbb\xbf {"chats": [{"a": 1}, {"b": "\xc3\xbc"}], "version": 1}',
    b'{"a": 1}\n{"b": "\xc3\xbc"}\n',
    '[{"a": 1}, {"b": "ü"}]'.encode('utf-16')])
def test_lists_objects_and_lines_are_read_alike(tmp_path: Path, content: bytes) -> None:
    assert items(tmp_path / 'f', content) == [{'a': 1}, {'b': 'ü'}]


def test_values_larger_than_a_chunk_are_read(tmp_path: Path) -> None:
    values = [{'text': 'ü"\\' * 700_000}, {'n': 12345}, {'text': 'x' * 5_000_000}]
    assert items(tmp_path / 'f', json.dumps(values, ensure_ascii=False).encode()) == values


@pytest.mark.parametrize(('content', 'words'), [
    (b'[{"a": 1}, {"b": "half', 'breaks off'), (b'[{"a": 1},', 'breaks off'), (b'[{"a": 1}', 'breaks off'), (b'[{"a": 1}, {"b": tru',
        'breaks off'),
    (b'[{"a": 1}, {b: 1, "cccccccccccccccccccccccc": 2}]', 'not valid JSON'), (b'[{"a": 1} {"b": 2}]', 'not valid JSON'), (b'[1] x',
        'is no JSON')])
def test_broken_json_is_told_with_the_place(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Broken, match=rf'{words}.* at character \d+'):
        items(tmp_path / 'f', content)


def test_what_is_wrong_with_the_json_is_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(Broken) as told:
        items(tmp_path / 'f', b'[{"a": ' + b' ' * 1200 + b'}, {"cccccccccccccccccccccccc": 2}]')
    assert str(told.value) == ('The file is not valid JSON at character 1,208: a comma, a quotation mark or a bracket is missing there, '
                               'or there is one too many.')


def test_deep_nesting_is_told(tmp_path: Path) -> None:
    with pytest.raises(Broken, match='nested too deeply'):
        items(tmp_path / 'f', b'[' + b'[' * 200_000 + b']' * 200_000 + b']')


def test_a_number_of_thousands_of_digits_is_told(tmp_path: Path) -> None:
    with pytest.raises(Broken, match='thousands of digits'):
        items(tmp_path / 'f', b'[{"a": ' + b'9' * 5000 + b'}]')


def test_a_value_that_no_memory_should_hold_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, 'LARGEST_VALUE', 2 << 20)
    with pytest.raises(Broken, match='something larger than 2 MB'):
        items(tmp_path / 'f', b'[{"a": "' + b'x' * (8 << 20) + b'"}]')
