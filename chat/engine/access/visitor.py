"""Who is asking, as far as the door knows."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Via = Literal['cookie', 'key', 'token', 'open']


@dataclass(kw_only=True, slots=True, frozen=True)
class Visitor:
    """Somebody who was let in."""

    account: str = ''
    """Empty: whoever owns the installation."""
    is_local: bool = False
    """Whether the request comes from this machine itself, and not by way of a proxy."""
    via: Via = 'cookie'
    """By what: the cookie of a browser, the key of the installation, a token of the API; or everybody is let in."""
    address: str = ''
    """Where they ask from."""
    session: str = ''
    """Of a browser; the id of its session."""
    came_by_link: bool = False
    """Whether the browser was let in by a link or the key of the installation: it is used by somebody who can read the user's files."""

    @property
    def is_owner_here(self) -> bool:
        """Whether it is, beyond doubt, somebody who can read the user's files and sits at this machine."""
        return self.is_local and (self.via == 'key' or self.came_by_link)
