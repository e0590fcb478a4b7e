"""The secret of an installation: whoever can read the file, as its owner can, gets in; everybody else has to be let in."""
from __future__ import annotations

import hmac
import logging
import os
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path

from chat.settings.error import SettingsError
from chat.settings.private_files import OTHERS

FILE_NAME = 'access.key'
LINK_SECONDS = 60.0
"""How long a one-time code can be used."""
SHORTEST = 32
"""Characters of a key that nobody can guess."""
CLOCK_SIZE, NONCE_SIZE, SEAL_SIZE = 8, 12, 16
"""Bytes of a one-time code: when it was made (milliseconds), what tells it from others, and what only the key can have written."""
log = logging.getLogger(__name__)


@dataclass(kw_only=True, slots=True, frozen=True)
class AccessKey:
    """Opens the door itself, and makes codes that open it once. No process has to be asked for a code: whoever has the key can make one."""

    secret: str = field(repr=False)

    @classmethod
    def of(cls, folder: Path) -> AccessKey:
        """Read the file, or make it. A key that others could have read is replaced. Raises SettingsError."""
        path = folder / FILE_NAME
        try:
            if path.exists() and path.stat().st_mode & OTHERS:
                log.warning('Other users of this computer could read %s: there is a new key in it now.', path)
                path.unlink()
            if not path.exists():
                _write_new(path)
            secret = path.read_text(encoding='ascii').strip()
        except (OSError, ValueError) as error:
            raise SettingsError(f'{path} cannot be used ({getattr(error, "strerror", None) or "it is no text"}): '
                                'delete it, and a new one is made at the next start.') from None
        if len(secret) < SHORTEST or not secret.isprintable() or ' ' in secret:
            raise SettingsError(f'{path} is no key: delete it, and a new one is made at the next start.')
        return cls(secret=secret)

    def is_same(self, text: str) -> bool:
        return hmac.compare_digest(self.secret.encode(), text.encode('utf-8', 'replace'))

    def new_code(self, now: float | None = None) -> str:
        """For one entry, within LINK_SECONDS. `now` in epoch seconds."""
        made_at = int((time.time() if now is None else now) * 1000)
        told = made_at.to_bytes(CLOCK_SIZE, 'big') + secrets.token_bytes(NONCE_SIZE)
        return urlsafe_b64encode(told + self._seal(told)).decode()

    def time_of(self, code: str) -> float | None:
        """When a code was made, in epoch seconds; None if this key did not make it."""
        try:
            data = urlsafe_b64decode(code.encode('ascii'))
        except ValueError:
            return None
        told, seal = data[:-SEAL_SIZE], data[-SEAL_SIZE:]
        is_exact = len(data) == CLOCK_SIZE + NONCE_SIZE + SEAL_SIZE and urlsafe_b64encode(data).decode() == code
        if not is_exact or not hmac.compare_digest(seal, self._seal(told)):
            return None  # another spelling of the same code would be a second code
        return int.from_bytes(told[:CLOCK_SIZE], 'big') / 1000

    def _seal(self, told: bytes) -> bytes:
        return hmac.digest(self.secret.encode(), b'polylogue enter once ' + told, 'sha256')[:SEAL_SIZE]


def _write_new(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another start was faster
    with os.fdopen(descriptor, 'w', encoding='ascii') as file:
        file.write(f'{secrets.token_urlsafe(32)}\n')
