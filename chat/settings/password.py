"""The password for browsers on other computers: only what scrypt makes of it stands in `config.toml`."""
from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from chat.settings.error import SettingsError

COST, BLOCK, PARALLEL = 15, 8, 3
"""2^15 rounds of 8 blocks, three times: 32 MB and a tenth of a second or two (OWASP's choice)."""
MOST_COST, MOST_BLOCK, MOST_PARALLEL = 20, 32, 16
SALT_SIZE, SIZE = 16, 32
SHORTEST, LONGEST = 10, 1024
"""Characters."""
BROKEN = '“password” in config.toml is none that the command “password” has written: set it again.'


@dataclass(kw_only=True, slots=True, frozen=True)
class Password:
    """What is known of one."""

    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    set_at: float
    """Epoch seconds. Whoever signed in before has to do it again."""
    cost: int = COST
    block: int = BLOCK
    parallel: int = PARALLEL

    @classmethod
    def new(cls, password: str) -> Password:
        """Raises SettingsError for one that is soon guessed."""
        if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < SHORTEST // 2:
            raise SettingsError(f'A password has at least {SHORTEST} characters, and not the same ones again and again.')
        salt = secrets.token_bytes(SALT_SIZE)
        return cls(salt=salt, digest=_digest(password, salt, COST, BLOCK, PARALLEL), set_at=float(int(time.time())))

    @classmethod
    def of(cls, text: str) -> Password:
        """From the text in the file. Raises SettingsError."""
        try:
            kind, cost, block, parallel, salt, digest, set_at = text.split('$')
            one = cls(salt=b64decode(salt, validate=True), digest=b64decode(digest, validate=True), set_at=float(set_at),
                      cost=int(cost), block=int(block), parallel=int(parallel))
        except ValueError:
            raise SettingsError(BROKEN) from None
        is_sound = (len(one.digest) == SIZE and len(one.salt) >= SALT_SIZE and 10 <= one.cost <= MOST_COST
                    and 1 <= one.block <= MOST_BLOCK and 1 <= one.parallel <= MOST_PARALLEL)
        if kind != 'scrypt' or not is_sound:
            raise SettingsError(BROKEN)
        return one

    @property
    def text(self) -> str:
        parts = [self.cost, self.block, self.parallel, b64encode(self.salt).decode(), b64encode(self.digest).decode(), int(self.set_at)]
        return '$'.join(['scrypt', *map(str, parts)])

    def is_same(self, password: str) -> bool:
        """Takes its time, and a thread's: not for the event loop."""
        found = _digest(password[:LONGEST], self.salt, self.cost, self.block, self.parallel)
        return hmac.compare_digest(self.digest, found)


def _digest(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    """The same letters, typed on another keyboard, are the same password."""
    letters = unicodedata.normalize('NFKC', password).encode('utf-8', 'replace')
    need = 128 * block * (2 ** cost + parallel + 2) + 1024 * 1024
    return hashlib.scrypt(letters, salt=salt, n=2 ** cost, r=block, p=parallel, maxmem=need, dklen=SIZE)
