"""The password as it stands in the settings file."""
from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from chat.settings import Settings, SettingsError
from chat.settings.password import Password

WORDS = 'correct horse battery'


def test_it_is_known_again_and_stands_nowhere(tmp_path: Path) -> None:
    config = tmp_path / 'config.toml'
    config.write_text('# mine\n[[endpoints]]\nname = "x"\napi = "openai-chat"\nbase_url = "http://127.0.0.1:9/v1"\n[ui]\ntheme = "dark"\n')
    Settings.load(tmp_path, None, {}).keep_password(Password.new(WORDS))
    text = config.read_text()
    assert WORDS not in text
    assert text.startswith('# mine\n')
    assert tomllib.loads(text)['ui'] == {'theme': 'dark'}
    assert config.stat().st_mode & 0o077 == 0
    settings = Settings.load(tmp_path, None, {})
    found = settings.password
    assert found
    assert found.is_same(WORDS)
    assert not found.is_same(WORDS + '!')
    assert Password.new('pass wörd ﬁ').is_same('pass wo\u0308rd fi'), 'typed on another keyboard'
    assert found.text.split('$')[4] not in repr(found)
    settings.set('density', 'compact')
    assert Settings.load(tmp_path, None, {}).password == found


@pytest.mark.parametrize('words', ['', 'short', '123456789', 'aaaaaaaaaaaaaaaa', 'x' * 2000])
def test_what_is_soon_guessed_is_refused(words: str) -> None:
    with pytest.raises(SettingsError, match='at least 10 characters'):
        Password.new(words)


@pytest.mark.parametrize('change', [
    lambda text: '', lambda text: WORDS, lambda text: text.replace('scrypt', 'plain'), lambda text: text.replace('$15$', '$1$'),
    lambda text: text.replace('$15$', '$40$'), lambda text: text.rpartition('$')[0], lambda text: text.replace('$8$', '$x$'),
    lambda text: text.replace('=', '!')])
def test_a_broken_one_is_said_and_lets_nobody_in(tmp_path: Path, change: object) -> None:
    text = change(Password.new(WORDS).text)  # type: ignore[operator]
    (tmp_path / 'config.toml').write_text(f'password = "{text}"\n')
    with pytest.raises(SettingsError, match='set it again') as told:
        _ = Settings.load(tmp_path, None, {}).password
    assert WORDS not in str(told.value)


def test_what_is_written_into_the_file_meanwhile_stays_there(tmp_path: Path) -> None:
    running = Settings.load(tmp_path, None, {})
    running.set('theme', 'dark')
    Settings.load(tmp_path, None, {}).keep_password(Password.new(WORDS))
    running.set('theme', 'light')
    again = Settings.load(tmp_path, None, {})
    assert again.password
    assert again.get('theme') == 'light'
