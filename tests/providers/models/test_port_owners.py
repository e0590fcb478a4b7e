"""A model server that was found belongs to this user, to root, or to the account that its own installer made."""
from __future__ import annotations

import os
import pwd
import socket
from pathlib import Path

import pytest

from chat.providers.models.port_owners import HERE_6, is_ours, is_trusted, owners_of

HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
STRANGER = 65534
PORT = 11434


def table(folder: Path, name: str, *rows: tuple[str, str, int]) -> Path:
    """(address, state, uid) of sockets at the port, as Linux writes them."""
    lines = [f'   {i}: {address}:{PORT:04X} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000 {uid:5}        0 1234 1 0\n'
             for i, (address, state, uid) in enumerate(rows)]
    (folder / name).write_text(HEAD + ''.join(lines))
    return folder / name


@pytest.mark.parametrize(('rows', 'is_found'), [
    ([('0100007F', '0A', os.getuid())], True),
    ([('0100007F', '0A', 0)], True),
    ([('00000000', '0A', 0)], True),
    ([('0100007F', '0A', STRANGER)], False),
    ([('00000000', '0A', STRANGER)], False),
    ([('00000000', '0A', os.getuid()), ('0100007F', '0A', STRANGER)], False),
    ([('0100007F', '01', os.getuid())], False),
    ([('0200007F', '0A', os.getuid())], False),
    ([], False)])
def test_the_listener_has_to_be_ours(tmp_path: Path, rows: list[tuple[str, str, int]], is_found: bool) -> None:
    assert is_ours(PORT, [table(tmp_path, 'tcp', *rows), tmp_path / 'tcp6']) is is_found
    assert not is_ours(PORT + 1, [table(tmp_path, 'tcp', *rows)])


@pytest.mark.parametrize(('address', 'is_reached'), [
    ('0' * 32, True), ('0000000000000000FFFF00000100007F', True), ('00000000000000000000000001000000', False)])
def test_a_listener_of_the_newer_protocol_counts_where_it_would_be_reached(tmp_path: Path, address: str, is_reached: bool) -> None:
    tables = [table(tmp_path, 'tcp'), table(tmp_path, 'tcp6', (address, '0A', STRANGER))]
    assert owners_of(PORT, tables) == (frozenset({STRANGER}) if is_reached else frozenset())
    assert not is_ours(PORT, tables)


@pytest.mark.parametrize(('name', 'address', 'is_reached'), [
    ('tcp6', '00000000000000000000000001000000', True), ('tcp6', '0' * 32, True), ('tcp', '0100007F', False), ('tcp', '00000000', False)])
def test_only_the_newer_protocol_is_reached_at_its_own_address(tmp_path: Path, name: str, address: str, is_reached: bool) -> None:
    tables = [table(tmp_path, name, (address, '0A', os.getuid()))]
    assert is_ours(PORT, tables, addresses=HERE_6) is is_reached


def test_where_the_system_does_not_tell_everybody_is_believed(tmp_path: Path) -> None:
    assert is_ours(PORT, [tmp_path / 'tcp', tmp_path / 'tcp6'])


def test_the_real_tables_name_us() -> None:
    with socket.socket() as server:
        server.bind(('127.0.0.1', 0))
        port = server.getsockname()[1]
        assert owners_of(port) in {None, frozenset()}
        server.listen()
        assert owners_of(port) in {None, frozenset({os.getuid()})}
        assert is_ours(port)


def test_of_the_system_accounts_only_those_of_model_servers_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {997: 'ollama', 33: 'www-data', 1500: 'ollama'}

    def getpwuid(uid: int) -> pwd.struct_passwd:
        return pwd.struct_passwd((names[uid], 'x', uid, uid, '', '/', ''))

    monkeypatch.setattr(pwd, 'getpwuid', getpwuid)
    assert [uid for uid in (997, 33, 1500, 42) if is_trusted(uid)] == [997]
