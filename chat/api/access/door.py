"""The door: who is let in, for pages, what they fetch, and sockets alike."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from chat.engine.access.login import Login
from chat.engine.access.sessions import Sessions
from chat.engine.access.visitor import Visitor
from chat.settings.access_key import LINK_SECONDS, AccessKey
from chat.store.tables.sessions import Session

CLOCK_STEP = 5.0
"""Seconds by which a clock may have been set back since a code was made."""


@dataclass(kw_only=True, slots=True)
class Door:
    key: AccessKey
    login: Login
    cookie: str
    """Its name; cookies are the same for all ports of a host."""
    is_open: bool = False
    """Whether everybody is let in who reaches it."""
    is_behind_proxy: bool = False
    """Whether all that comes has come by way of a proxy, which says from where."""
    has_tls: bool = False
    clock: Callable[[], float] = time.time
    _used: dict[str, float] = field(default_factory=dict)
    """Codes that were used -> when they are over anyway."""
    _opened_at: float = field(init=False)
    """Codes from before are not taken: nobody knows whether they were used."""

    def __post_init__(self) -> None:
        self._opened_at = self.clock()

    @property
    def sessions(self) -> Sessions:
        return self.login.sessions

    @property
    def has_password(self) -> bool:
        return self.login.password is not None

    def admit(self, scope: Scope) -> Visitor | None:
        """Who asks; None: somebody who has to be let in first."""
        headers, is_local, address = Headers(scope=scope), self.is_local(scope), self.address_of(scope)
        if self._has_key(headers):
            return Visitor(is_local=is_local, address=address, via='key')
        if self.is_open:
            return Visitor(is_local=is_local, address=address, via='open')
        for secret in _cookies(headers, self.cookie):
            if (session := self.sessions.find(secret)) and self._still_counts(session):
                return Visitor(account=session.account, is_local=is_local, address=address, via='cookie', session=session.id,
                               came_by_link=session.how == 'link')
        return None

    def take_code(self, code: str) -> bool:
        """Whether it opens the door: the key itself, or a one-time code (also within its whole link) that has not been used."""
        code = _code_in(code.strip())
        if self.key.is_same(code):
            return True
        made_at, now = self.key.time_of(code), self.clock()
        if made_at is None or not self._opened_at - 0.001 <= made_at <= now + CLOCK_STEP or now - made_at > LINK_SECONDS:
            return False
        self._used = {used: until for used, until in self._used.items() if until > now}
        if code in self._used:
            return False
        self._used[code] = now + LINK_SECONDS + CLOCK_STEP
        return True

    def address_of(self, scope: Scope) -> str:
        """Where somebody asks from. Of what stands in `X-Forwarded-For` only the last was written by the proxy itself."""
        told = Headers(scope=scope).get('x-forwarded-for', '') if self.is_behind_proxy else ''
        return told.rpartition(',')[2].strip() or (scope.get('client') or [''])[0]

    def is_local(self, scope: Scope) -> bool:
        """Whether the other end is on this machine; nobody knows that of what comes through a proxy."""
        return not self.is_behind_proxy and is_loopback((scope.get('client') or [''])[0])

    def _has_key(self, headers: Headers) -> bool:
        kind, _, value = headers.get('authorization', '').partition(' ')
        return kind.lower() == 'bearer' and self.key.is_same(value.strip())

    def _still_counts(self, session: Session) -> bool:
        """Who signed in with a password that was changed since, or taken out, has to do it again."""
        password = self.login.password
        return session.how != 'password' or (password is not None and session.created_at >= password.set_at)


def is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, 'ipv4_mapped', None) or found).is_loopback


def _cookies(headers: Headers, name: str) -> Iterator[str]:
    """All of this name: another server of this machine can set one that stands before ours."""
    for line in headers.getlist('cookie'):
        for pair in line.split(';'):
            key, is_pair, value = pair.strip().partition('=')
            if is_pair and key == name and value:
                yield value


def _code_in(text: str) -> str:
    found = parse_qs(text.partition('?')[2].partition('#')[0]).get('once', [])
    return found[0] if found else text
