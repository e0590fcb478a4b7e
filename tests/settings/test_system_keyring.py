"""Keys in the keyring of the system."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from chat.settings import Settings
from chat.settings.system_keyring import forget

ENTRY = '[[endpoints]]\nname = "mine"\napi = "openai-chat"\nbase_url = "http://127.0.0.1:9/v1"\napi_key = "keyring:mine"\n'
KEY = 'sk-that-only-the-keyring-has'


class Kept(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0

    def __init__(self, **keys: str) -> None:
        self.keys = keys
        self.is_locked = False
        self.questions = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.questions += 1
        if self.is_locked:
            raise KeyringLocked(f'no {KEY} for you')
        return self.keys.get(username) if service == 'polylogue' else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.keys[username] = password


@pytest.fixture
def kept() -> Iterator[Kept]:
    before, backend = keyring.get_keyring(), Kept(mine=KEY)
    forget()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)
    forget()


def test_a_key_is_used_and_stays_where_it_is(tmp_path: Path, kept: Kept) -> None:
    (tmp_path / 'config.toml').write_text(ENTRY)
    settings = Settings.load(tmp_path, None, {})
    assert [endpoint.api_key for endpoint in settings.endpoints] == [KEY]
    assert KEY in settings.endpoints[0].secrets
    settings.set('theme', 'dark')
    assert KEY not in (tmp_path / 'config.toml').read_text()
    assert 'keyring:mine' in (tmp_path / 'config.toml').read_text()
    assert kept.questions == 1, 'it may ask its owner each time'


def test_a_file_with_the_name_of_a_key_holds_no_secret(tmp_path: Path, kept: Kept) -> None:
    config = tmp_path / 'config.toml'
    config.write_text(ENTRY)
    config.chmod(0o644)
    assert kept
    assert not Settings.load(tmp_path, None, {}).is_key_exposed


@pytest.mark.parametrize('is_locked', [True, False])
def test_one_that_is_not_to_be_had_is_told(tmp_path: Path, kept: Kept, is_locked: bool) -> None:
    kept.keys.clear()
    kept.is_locked = is_locked
    (tmp_path / 'config.toml').write_text(ENTRY)
    settings = Settings.load(tmp_path, None, {})
    assert settings.endpoints == []
    assert settings.problem
    assert ('KeyringLocked' if is_locked else 'keyring set polylogue mine') in settings.problem
    assert KEY not in settings.problem
