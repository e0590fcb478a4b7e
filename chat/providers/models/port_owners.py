"""Who listens on a port of this machine: any user may be the first to do so where a model server is looked for."""
from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

if sys.platform != 'win32':
    import pwd

TABLES = (Path('/proc/net/tcp'), Path('/proc/net/tcp6'))
"""Where Linux tells of its sockets (proc(5), Documentation/networking/proc_net_tcp.rst)."""
LISTENS = '0A'
HERE = frozenset({
    '00000000', '0100007F', '7F000001', '0' * 32, '0000000000000000FFFF00000100007F', '00000000000000000000FFFF7F000001',
})
"""Addresses at which a connection to 127.0.0.1 arrives, as the tables write them: in the order of the machine's bytes."""
HERE_6 = frozenset({'0' * 32, '00000000000000000000000001000000', '00000000000000000000000000000001'})
"""The same for ::1."""
SERVICE_ACCOUNTS = frozenset({'ollama'})
"""Made by the installers of model servers, with root's rights, for nothing else."""
FIRST_PERSON = 1000
"""User ids below are the system's own (UID_MIN in login.defs)."""


def is_ours(port: int, tables: Sequence[Path] = TABLES, *, addresses: frozenset[str] = HERE) -> bool:
    """Whether whoever listens there is this user, root, or an account that the installer of a model server has made. True where the
    system does not tell."""
    owners = owners_of(port, tables, addresses=addresses)
    return owners is None or bool(owners) and all(map(is_trusted, owners))


def is_foreign(port: int, *, addresses: frozenset[str] = HERE) -> bool:
    """Whether somebody listens there who is not trusted."""
    return not all(map(is_trusted, owners_of(port, addresses=addresses) or ()))


def owners_of(port: int, tables: Sequence[Path] = TABLES, *, addresses: frozenset[str] = HERE) -> frozenset[int] | None:
    """The user ids of all who listen there, so that a connection could reach them; None if the system does not tell."""
    lines = list(_lines_of(tables))
    if not lines:
        return None
    return frozenset(uid for address, number, uid in map(_listener_in, lines) if number == port and address in addresses)


def is_trusted(uid: int) -> bool:
    if sys.platform == 'win32':
        return True  # which does not tell who listens in this way
    return uid in {0, os.getuid()} or uid < FIRST_PERSON and _name_of(uid) in SERVICE_ACCOUNTS


def _lines_of(tables: Sequence[Path]) -> Iterator[str]:
    for table in tables:
        try:
            yield from table.read_text(encoding='ascii').splitlines()
        except OSError:  # another system, or one without IPv6
            continue


def _listener_in(line: str) -> tuple[str, int, int]:
    """Address, port and user id; ('', 0, 0) for a socket that does not listen."""
    words = line.split()
    if len(words) < 8 or words[3] != LISTENS:  # the first line has the names of the columns
        return '', 0, 0
    address, _, port = words[1].rpartition(':')
    return address, int(port, 16), int(words[7])


def _name_of(uid: int) -> str:
    if sys.platform != 'win32':
        with suppress(KeyError):
            return pwd.getpwuid(uid).pw_name
    return ''
