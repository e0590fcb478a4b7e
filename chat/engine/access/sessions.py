"""The browsers that are signed in: each holds a secret of its own, of which only a digest is kept here and on disk."""
from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import replace

from chat.conversation.watchers import Watchers
from chat.store.store import Store
from chat.store.tables.sessions import How, Session, SessionRows

DAY = 86_400.0
LIFETIMES: dict[How, float] = {'link': 400 * DAY, 'password': 30 * DAY}
"""Seconds after it was last seen; 400 days is the most that browsers keep a cookie."""
SEEN_EVERY = 600.0
"""How old what is known about the last visit may be."""
MOST = 200
"""Sessions; the one that was seen least lately makes room."""
BROWSERS = (('Edg/', 'Edge'), ('OPR/', 'Opera'), ('Firefox/', 'Firefox'), ('Chrome/', 'Chrome'), ('Safari/', 'Safari'))
SYSTEMS = (('Android', 'Android'), ('iPhone', 'iPhone'), ('iPad', 'iPad'), ('Windows', 'Windows'), ('Mac OS X', 'macOS'),
           ('CrOS', 'ChromeOS'), ('Linux', 'Linux'))
"""What a browser calls itself, the more special first -> what people call it."""


class Sessions:
    """In memory, and written as they change."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self.watchers: Watchers[()] = Watchers()
        """Called when there is one more or less."""
        self.ending_watchers: Watchers[str] = Watchers()
        """Called with the id of a session that has ended: nobody who came with it may stay."""
        self._rows = SessionRows(store)
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    async def load(self) -> None:
        """Raises StoreError."""
        loaded = {session.id: session for session in await self._rows.load()}
        self._sessions = loaded | self._sessions

    @property
    def all(self) -> list[Session]:
        """Those that are not over, the one seen last first."""
        return sorted(filter(self._is_alive, self._sessions.values()), key=lambda one: -one.seen_at)

    def begin(self, *, how: How = 'link', account: str = '', agent: str = '', address: str = '') -> str:
        """Let a browser in; what is returned goes into its cookie and is kept nowhere."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        session = Session(id=digest_of(secret), account=account, how=how, browser=browser_in(agent), address=address,
                          created_at=now, seen_at=now)
        self._make_room()
        self._sessions[session.id] = session
        self._rows.save(session)
        self.watchers()
        return secret

    def find(self, secret: str) -> Session | None:
        """The session of this cookie, if it is not over; it is seen now."""
        session = self._sessions.get(digest_of(secret))
        if session is None or not self._is_alive(session):
            return None
        if self._clock() - session.seen_at > SEEN_EVERY:
            session = self._sessions[session.id] = replace(session, seen_at=self._clock())
            self._rows.save(session)
        return session

    def has(self, session_id: str) -> bool:
        """Whether it is not over; nobody is seen by that."""
        session = self._sessions.get(session_id)
        return session is not None and self._is_alive(session)

    def end(self, session_id: str) -> None:
        if session := self._sessions.pop(session_id, None):
            self._rows.delete(session)
            self.watchers()
            self.ending_watchers(session_id)

    def end_all(self, *, but: str = '', account: str | None = None) -> int:
        """Of one account or of all; how many there were."""
        ended = [one.id for one in self._sessions.values() if one.id != but and account in {None, one.account}]
        for session_id in ended:
            self.end(session_id)
        return len(ended)

    def _is_alive(self, session: Session) -> bool:
        return self._clock() - session.seen_at < LIFETIMES.get(session.how, 0.0)

    def _make_room(self) -> None:
        for session in [one for one in self._sessions.values() if not self._is_alive(one)]:
            self.end(session.id)
        while len(self._sessions) >= MOST:
            self.end(min(self._sessions.values(), key=lambda one: one.seen_at).id)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()


def browser_in(agent: str) -> str:
    """As people call it; a program by the first word that it gives for itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), '')
    system = next((name for sign, name in SYSTEMS if sign in agent), '')
    if browser:
        return f'{browser} on {system}' if system else browser
    match = re.match(r'[\w.-]{1,40}', agent)
    return match[0] if match else 'Unknown program'
