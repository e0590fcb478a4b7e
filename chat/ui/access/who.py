"""Who looks at a page, and what they may do there."""
from __future__ import annotations

from dataclasses import dataclass

from nicegui import Client

from chat.engine.access.login import Login
from chat.engine.access.visitor import Visitor


@dataclass(kw_only=True, slots=True, frozen=True)
class Who:
    visitor: Visitor
    login: Login

    @classmethod
    def of(cls, client: Client, login: Login) -> Who:
        """The door has let them in before there was a page; a page without a door is somebody's own."""
        visitor = getattr(client.request.state, 'visitor', None)
        return cls(visitor=visitor if isinstance(visitor, Visitor) else Visitor(is_local=True, via='open'), login=login)

    @property
    def may_change_keys(self) -> bool:
        """From elsewhere only for a while after the password was given once more: a stolen cookie must not become a stolen key."""
        return self.visitor.is_local or self.visitor.via == 'key' or self.login.is_confirmed(self.visitor.session)
