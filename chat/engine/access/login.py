"""Signing in with the password, and giving it once more before keys are changed."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from chat.engine.access.attempts import Attempts
from chat.engine.access.sessions import Sessions
from chat.settings.password import Password

CONFIRMED_SECONDS = 900.0
"""How long a password that was given again counts."""


@dataclass(kw_only=True, slots=True, frozen=True)
class LoginOutcome:
    is_right: bool
    wait: float = 0.0
    """Seconds until the next attempt is taken."""
    was_tried: bool = True
    """Whether the password was looked at at all."""

    @property
    def sentence(self) -> str:
        """For the user; '' if it was right."""
        if self.is_right:
            return ''
        reason = 'This is not the password.' if self.was_tried else 'Too many attempts.'
        return f'{reason} Try again in {in_words(self.wait)}.'


@dataclass(kw_only=True, slots=True)
class Login:
    """One password is looked at at a time: each costs a processor and 32 MB for a while."""

    sessions: Sessions
    password: Password | None = None
    clock: Callable[[], float] = time.monotonic
    attempts: Attempts = field(init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _confirmed: dict[str, float] = field(default_factory=dict)
    """Session -> until when."""

    def __post_init__(self) -> None:
        self.attempts = Attempts(self.clock)
        self.sessions.ending_watchers.add(lambda session_id: self._confirmed.pop(session_id, None))

    async def attempt(self, password: str, address: str) -> LoginOutcome:
        """Whether this is the password, or why it was not even looked at."""
        known = [session.address for session in self.sessions.all if session.how == 'password']
        if wait := self.attempts.wait(address, known):
            return LoginOutcome(is_right=False, wait=wait, was_tried=False)
        self.attempts.begin(address)
        async with self._turn:
            is_right = bool(self.password) and await asyncio.to_thread(self.password.is_same, password)  # type: ignore[union-attr]
        if is_right:
            self.attempts.succeed(address)
            return LoginOutcome(is_right=True)
        self.attempts.fail(address)
        return LoginOutcome(is_right=False, wait=self.attempts.wait(address, known))

    async def confirm(self, session_id: str, password: str, address: str) -> LoginOutcome:
        """For what a stolen cookie alone must not be able to do."""
        outcome = await self.attempt(password, address)
        if outcome.is_right:
            self._confirmed[session_id] = self.clock() + CONFIRMED_SECONDS
        return outcome

    def is_confirmed(self, session_id: str) -> bool:
        return self._confirmed.get(session_id, 0.0) > self.clock()


def in_words(seconds: float) -> str:
    """Rounded up: who waits so long has waited long enough."""
    whole = max(1, int(seconds) + (seconds > int(seconds)))
    if whole > 90:
        return f'{-(-whole // 60)} minutes'
    return '1 second' if whole == 1 else f'{whole} seconds'
