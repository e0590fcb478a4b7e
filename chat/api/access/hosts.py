"""By which names this app may be asked: a foreign page can reach it under a name of its own (DNS rebinding), and gets nothing."""
from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import Scope

OWN_NAMES = frozenset({'127.0.0.1', 'localhost', '::1'})


def names_of(*more: str) -> frozenset[str]:
    """This machine's own, and those that were allowed."""
    return OWN_NAMES | {name.strip().lower().strip('[]').rstrip('.') for name in more}


def is_own_host(scope: Scope, host: str, names: Iterable[str]) -> bool:
    """Whether it is a name of ours, or the very address that the connection has reached: no name of a foreigner looks like one."""
    name = (name_in(host) or '').rstrip('.')
    return name in names or _is_reached(scope, name)


def name_in(host: str) -> str | None:
    """The name in a Host header, in small letters; None for what is none."""
    try:
        return urlsplit(f'//{host}').hostname
    except ValueError:  # half an IPv6 address
        return None


def _is_reached(scope: Scope, name: str) -> bool:
    try:
        return ip_address(name) == ip_address((scope.get('server') or [''])[0])
    except ValueError:
        return False
