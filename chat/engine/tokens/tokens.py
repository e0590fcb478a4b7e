"""Tokens by which programs are let in: made, shown once, known by their SHA-256, revoked; and what each of them may do."""
from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from chat.conversation.watchers import Watchers
from chat.engine.error import EngineError
from chat.engine.one_line import one_line
from chat.engine.tokens.allowance import Allowance
from chat.store.store import Store
from chat.store.tables.tokens import STREAMS, Token, TokenRows

PREFIX = 'plg_'
"""By which people and scanners for lost keys see what it is."""
SCOPES = {
    'ask': 'Ask models, stop them, answer their questions',
    'read': 'Read and search chats, suites and votes',
    'export': 'Export chats; import, rename, move and delete them',
}
"""What each scope allows, for people."""
LONGEST_NAME = 60
MOST_STREAMS = 200
MOST_BUDGET = 1e6
"""Dollars a day."""
NEWS_SECONDS = 1.0
"""The database is asked at most this often whether a token that is not known was added meanwhile."""
NOTE_SECONDS = 60.0
"""How exact the time of the last use is on disk."""


class Tokens:
    """All tokens, in memory, once they have been loaded. Methods are for the event loop's thread."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.time) -> None:
        self.watchers: Watchers[()] = Watchers()
        """Called when there is one more, or one less, or something was spent."""
        self._rows = TokenRows(store)
        self._clock = clock
        self._tokens: dict[str, Token] = {}
        """By digest."""
        self._allowances: dict[str, Allowance] = {}
        self._asked_at = float('-inf')
        self._asking = asyncio.Lock()

    async def load(self) -> None:
        """Raises StoreError."""
        for token in await self._rows.load():
            self._tokens.setdefault(token.digest, token)
        self.watchers()

    @property
    def all(self) -> list[Token]:
        """The newest first."""
        return sorted(self._tokens.values(), key=lambda token: token.created_at, reverse=True)

    def add(self, name: str, scopes: Iterable[str], *, daily_budget: float | None = None, streams: int = STREAMS) -> tuple[Token, str]:
        """With what the program has to send, which is known only now. Raises EngineError."""
        token, secret = new_token(name, scopes, daily_budget=daily_budget, streams=streams)
        self._tokens[token.digest] = token
        self._rows.save(token)
        self.watchers()
        return token, secret

    def revoke(self, token_id: str) -> Token | None:
        """From now on it opens nothing; what it has begun goes on. None: it is gone already."""
        token = next((one for one in self._tokens.values() if one.id == token_id), None)
        if token:
            del self._tokens[token.digest]
            self._allowances.pop(token.id, None)
            self._rows.delete(token)
            self.watchers()
        return token

    async def find(self, secret: str) -> Token | None:
        """Whose it is. One that was added by a command while the app runs is found, too. Raises StoreError."""
        digest = digest_of(secret)
        if digest not in self._tokens and secret.startswith(PREFIX):
            await self._look_again()
        token = self._tokens.get(digest)
        if token:
            self._note_use(token)
        return token

    def allowance(self, token: Token) -> Allowance:
        """How much it may ask of this process."""
        return self._allowances.setdefault(token.id, Allowance(streams=token.streams))

    def refusal(self, token: Token) -> str:
        """Why it may spend no more today, in a sentence; '' if it may."""
        self._turn_page(token)
        if token.daily_budget is None or token.spent < token.daily_budget:
            return ''
        return f'This token has spent its budget for today (${token.daily_budget:,.2f}).'

    def seconds_to_midnight(self) -> int:
        """Until it may spend again, by this computer's clock."""
        now = datetime.fromtimestamp(self._clock()).astimezone()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return max(1, round((midnight - now).total_seconds()))

    def charge(self, token: Token, dollars: float | None) -> None:
        """Something that it has asked for has cost this."""
        if dollars and token.digest in self._tokens:
            self._turn_page(token)
            token.spent += dollars
            self._rows.save(token)
            self.watchers()

    async def _look_again(self) -> None:
        async with self._asking:
            if self._clock() - self._asked_at >= NEWS_SECONDS:
                await self.load()
                self._asked_at = self._clock()

    def _note_use(self, token: Token) -> None:
        now, before = self._clock(), token.last_used_at
        token.last_used_at = now
        if before is None or now - before > NOTE_SECONDS:
            self._rows.save(token)
            self.watchers()

    def _turn_page(self, token: Token) -> None:
        today = datetime.fromtimestamp(self._clock()).astimezone().date().isoformat()
        if token.day != today:
            token.day, token.spent = today, 0.0


def new_token(name: str, scopes: Iterable[str], *, daily_budget: float | None = None, streams: int = STREAMS) -> tuple[Token, str]:
    """A token and what the program has to send. Raises EngineError for what is none."""
    name = one_line(name)[:LONGEST_NAME].strip()
    chosen = tuple(scope for scope in SCOPES if scope in set(scopes))
    unknown = sorted(set(scopes) - SCOPES.keys())
    if not name:
        raise EngineError('Give the token a name, such as that of the program that will use it.')
    if unknown or not chosen:
        raise EngineError(f'Choose from these scopes: {", ".join(SCOPES)}.')
    if daily_budget is not None and not 0 <= daily_budget <= MOST_BUDGET:
        raise EngineError('A daily budget is a number of dollars.')
    if not 1 <= streams <= MOST_STREAMS:
        raise EngineError(f'A token may have 1 to {MOST_STREAMS} answers written at once.')
    secret = PREFIX + secrets.token_urlsafe(32)
    return Token(name=name, digest=digest_of(secret), scopes=chosen, daily_budget=daily_budget, streams=streams), secret


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()


