"""Who asks, and whether they may: by the header alone, never by a cookie or the address."""
from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from chat.api.refusals import ApiRefusal
from chat.conversation import Chat, Reply
from chat.engine.tokens.allowance import AllowanceSpent
from chat.engine.tokens.tokens import Tokens
from chat.store.tables.tokens import Token

NEEDED = 'Send a token of this app in the header: “Authorization: Bearer plg_…”. The settings page makes one, or “token add”.'
SHORTEST_KEY = 32


@dataclass(kw_only=True, slots=True, frozen=True)
class Caller:
    """Somebody who was let in."""

    token: Token | None
    """None: whoever has the key of this installation may do everything, as the page may."""
    tokens: Tokens

    def check(self, scope: str) -> None:
        """Raises ApiRefusal."""
        if self.token and scope not in self.token.scopes:
            raise ApiRefusal(403, f'This token may not do that: it lacks the scope “{scope}”.', 'no_scope')

    def enter(self) -> Callable[[], None]:
        """Begin an answer; what comes back ends it. Raises ApiRefusal."""
        if self.token is None:
            return lambda: None
        try:
            return self.tokens.allowance(self.token).enter()
        except AllowanceSpent as spent:
            raise ApiRefusal(429, str(spent), 'too_many_streams', retry_after=spent.seconds) from None

    def check_budget(self) -> None:
        """Raises ApiRefusal."""
        if self.token and (sentence := self.tokens.refusal(self.token)):
            raise ApiRefusal(429, sentence, 'budget', retry_after=self.tokens.seconds_to_midnight())

    def charge(self, reply: Reply) -> None:
        if self.token:
            self.tokens.charge(self.token, reply.cost)


class Bill:
    """A view of a chat that waits for the end of what a caller has asked there, whether anybody listens or not: then its place is free,
    and what it has cost is the caller's."""

    def __init__(self, caller: Caller, chat: Chat, replies: list[Reply], leave: Callable[[], None]) -> None:
        self._caller, self._chat, self._leave = caller, chat, leave
        self._open = {reply.id for reply in replies}
        chat.views.add(self)
        for reply in replies:
            self.reply_changed(reply)

    def reply_changed(self, reply: Reply) -> None:
        if reply.id in self._open and not reply.is_running:
            self._open.discard(reply.id)
            self._caller.charge(reply)
        if not self._open:
            self._chat.views.discard(self)
            self._leave()

    def chat_changed(self) -> None:
        """Nothing of that costs anything."""


class Callers:
    """Whoever can be let in."""

    def __init__(self, tokens: Tokens, data_dir: Path) -> None:
        self.tokens = tokens
        self._key_file = data_dir / 'access.key'

    async def caller(self, request: Request) -> Caller:
        """Raises ApiRefusal, StoreError."""
        secret = secret_in(request)
        if not secret:
            raise ApiRefusal(401, NEEDED, 'no_token')
        if token := await self.tokens.find(secret):
            self._take_request(token)
            return Caller(token=token, tokens=self.tokens)
        key = await asyncio.to_thread(self._key)
        if len(key) >= SHORTEST_KEY and hmac.compare_digest(secret.encode(), key.encode()):
            return Caller(token=None, tokens=self.tokens)
        raise ApiRefusal(401, NEEDED, 'no_token')

    async def anybody(self, request: Request) -> Caller:
        """For `Depends`: whatever its scopes."""
        return await self.caller(request)

    def having(self, scope: str) -> Callable[[Request], Awaitable[Caller]]:
        """For `Depends`."""
        async def let_in(request: Request) -> Caller:
            caller = await self.caller(request)
            caller.check(scope)
            return caller
        return let_in

    def _take_request(self, token: Token) -> None:
        try:
            self.tokens.allowance(token).take_request()
        except AllowanceSpent as spent:
            raise ApiRefusal(429, str(spent), 'rate_limit', retry_after=spent.seconds) from None

    def _key(self) -> str:
        try:
            return self._key_file.read_text(encoding='ascii', errors='replace').strip()
        except OSError:
            return ''


def secret_in(request: Request) -> str:
    """Anthropic's clients have a header of their own."""
    kind, _, secret = request.headers.get('authorization', '').partition(' ')
    if kind.lower() == 'bearer' and secret.strip():
        return secret.strip()
    return request.headers.get('x-api-key', '').strip() if request.url.path.startswith('/v1/') else ''
