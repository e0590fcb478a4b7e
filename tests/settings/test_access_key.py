"""The key of an installation, and the codes that it makes."""
from __future__ import annotations

import stat
from pathlib import Path

import pytest

from chat.settings import SettingsError
from chat.settings.access_key import FILE_NAME, AccessKey


def test_it_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    key = AccessKey.of(tmp_path)
    path = tmp_path / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert AccessKey.of(tmp_path) == key
    assert key.is_same(path.read_text().strip())
    assert len(path.read_text().strip()) >= 43, '256 bits'
    assert path.read_text().strip() not in repr(key)


@pytest.mark.parametrize('mode', [0o644, 0o640, 0o604])
def test_one_that_others_could_read_is_replaced(tmp_path: Path, mode: int) -> None:
    key = AccessKey.of(tmp_path)
    (tmp_path / FILE_NAME).chmod(mode)
    assert AccessKey.of(tmp_path) != key
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize('content', [
    b'', b'short', b'\xff' * 50, b'two words and two words and two words', b'a' * 20 + b'\n' + b'b' * 20])
def test_a_file_that_holds_no_key_is_told_and_never_taken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match=FILE_NAME) as told:
        AccessKey.of(tmp_path)
    assert 'short' not in str(told.value)


def test_a_code_is_known_by_its_key_alone() -> None:
    key, other = AccessKey(secret='a' * 43), AccessKey(secret='b' * 43)
    code = key.new_code(now=1_700_000_000.5)
    assert key.time_of(code) == 1_700_000_000.5
    assert other.time_of(code) is None
    assert key.new_code(now=1_700_000_000.5) != code


def test_every_change_of_a_code_makes_it_worthless() -> None:
    key = AccessKey(secret='a' * 43)
    code = key.new_code()
    assert key.time_of(code)
    changed = [code[:place] + ('A' if code[place] != 'A' else 'B') + code[place + 1:] for place in range(len(code))]
    spelled_otherwise = [f'{code}=', f' {code}', f'{code[:5]}!{code[5:]}', f'{code}\n', code[:-1], '', 'ä', code + code]
    assert [one for one in changed + spelled_otherwise if key.time_of(one) is not None] == []
