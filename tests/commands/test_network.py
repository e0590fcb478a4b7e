"""What it takes to be reached from elsewhere."""
from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from chat.commands import network
from chat.commands.error import CommandError
from chat.settings import Settings, SettingsError
from chat.settings.password import Password
from tests.commands.certificates import certificates

WORDS = 'correct horse battery'
BEYOND = [['--host', '0.0.0.0'], ['--host', '::'], ['--host', '192.168.0.7'], ['--host', 'box.lan'], ['--host', ''], ['--behind-proxy']]


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    network.add_arguments(parser)
    return argparse.Namespace(**vars(parser.parse_args(arguments)), data=None, port=8484)


def refusal(folder: Path, *arguments: str) -> str:
    with pytest.raises((CommandError, SettingsError)) as refused:
        network.check(options(*arguments), Settings.load(folder, None, {}))
    assert '\n' not in str(refused.value)
    return str(refused.value)


def set_password(folder: Path) -> None:
    Settings.load(folder, None, {}).keep_password(Password.new(WORDS))


@pytest.mark.parametrize('how', BEYOND)
def test_beyond_this_machine_it_takes_a_password(tmp_path: Path, how: list[str]) -> None:
    for more in ([], certificates(tmp_path), ['--allow-host', 'chat.example.org'], ['--behind-proxy']):
        said = refusal(tmp_path, *how, *more)
        assert how[-1] in said
        assert ' password”' in said, 'the command to use'


@pytest.mark.parametrize('how', BEYOND[:-1])
def test_and_tls_of_its_own_or_of_a_proxy(tmp_path: Path, how: list[str]) -> None:
    set_password(tmp_path)
    said = refusal(tmp_path, *how)
    assert f'“--host {how[1]} --tls-cert FILE --tls-key FILE”' in said
    assert f'“--host {how[1]} --behind-proxy”' in said
    settings = Settings.load(tmp_path, None, {})
    network.check(options(*how, '--behind-proxy'), settings)
    network.check(options(*how, *certificates(tmp_path)), settings)
    assert network.server_options(options(*how, *certificates(tmp_path)))['ssl_certfile'] == str(tmp_path / 'cert.pem')


@pytest.mark.parametrize('how', BEYOND)
def test_an_open_door_is_for_this_machine_only(tmp_path: Path, how: list[str]) -> None:
    (tmp_path / 'config.toml').write_text('access = "open"\n')
    set_password(tmp_path)
    assert 'lets everybody in' in refusal(tmp_path, *how, *certificates(tmp_path))
    network.check(options('--host', '::1', *certificates(tmp_path)), Settings.load(tmp_path, None, {}))


def test_files_that_are_no_certificate_and_key_are_told(tmp_path: Path) -> None:
    set_password(tmp_path)
    certificates(tmp_path)
    cert, key = str(tmp_path / 'cert.pem'), str(tmp_path / 'key.pem')
    for more in (['--tls-cert', cert], ['--tls-key', key]):
        assert 'go together' in refusal(tmp_path, *more)
    for more in ([cert, cert], [key, key], [str(tmp_path / 'ca.pem'), key], [str(tmp_path / 'missing'), key], [cert, str(tmp_path)]):
        assert 'cannot be used' in refusal(tmp_path, '--tls-cert', more[0], '--tls-key', more[1])


@pytest.mark.parametrize('name', ['', '*', '*.example.org', 'https://chat.example.org', 'a b', 'a,b', 'user@host'])
def test_a_name_is_one_name(tmp_path: Path, name: str) -> None:
    assert 'takes one name' in refusal(tmp_path, '--allow-host', name)


def test_a_broken_password_is_told_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / 'config.toml').write_text('password = "swordfish"\n')
    said = refusal(tmp_path, '--behind-proxy')
    assert 'set it again' in said
    assert 'swordfish' not in said


def test_the_printed_address_can_be_opened(tmp_path: Path) -> None:
    tls = certificates(tmp_path)
    assert network.address(options()) == 'http://127.0.0.1:8484'
    assert network.address(options('--host', '::1')) == 'http://[::1]:8484'
    assert network.address(options('--host', '0.0.0.0', *tls)) == 'https://127.0.0.1:8484'
    assert network.address(options('--host', '::', '--allow-host', 'a.example', *tls)) == 'https://a.example:8484'
    assert network.address(options('--host', '0.0.0.0', '--allow-host', 'a.example', '--behind-proxy')) == 'http://127.0.0.1:8484'
    assert network.address(options('--host', '192.168.0.7', *tls)) == 'https://192.168.0.7:8484'
