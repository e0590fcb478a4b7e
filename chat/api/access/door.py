"""The door: who is let in, for pages, what they fetch, and sockets alike."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from chat.engine.access.sessions import Sessions
from chat.engine.access.visitor import Visitor
from chat.settings.access_key import LINK_SECONDS, AccessKey

CLOCK_STEP = 5.0
"""Seconds by which a clock may have been set back since a code was made."""


@dataclass(kw_only=True, slots=True)
class Door:
    key: AccessKey
    sessions: Sessions
    cookie: str
    """Its name; cookies are the same for all ports of a host."""
    is_open: bool = False
    """Whether everybody is let in who reaches it."""
    clock: Callable[[], float] = time.time
    _used: dict[str, float] = field(default_factory=dict)
    """Codes that were used -> when they are over anyway."""
    _opened_at: float = field(init=False)
    """Codes from before are not taken: nobody knows whether they were used."""

    def __post_init__(self) -> None:
        self._opened_at = self.clock()

    def admit(self, scope: Scope) -> Visitor | None:
        """Who asks; None: somebody who has to be let in first."""
        headers = Headers(scope=scope)
        if self._has_key(headers):
            return Visitor(is_local=is_local(scope), via='key')
        if self.is_open:
            return Visitor(is_local=is_local(scope), via='open')
        for secret in _cookies(headers, self.cookie):
            if session := self.sessions.find(secret):
                return Visitor(account=session.account, is_local=is_local(scope), via='cookie', session=session.id,
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

    def _has_key(self, headers: Headers) -> bool:
        kind, _, value = headers.get('authorization', '').partition(' ')
        return kind.lower() == 'bearer' and self.key.is_same(value.strip())


def is_local(scope: Scope) -> bool:
    """Whether the other end of the connection is on this machine."""
    try:
        return ip_address((scope.get('client') or [''])[0]).is_loopback
    except ValueError:
        return False


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
