"""What the parts of a page may ask of the browser tab they are in."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from nicegui import Client

from chat.conversation import Chat
from chat.engine.error import EngineError
from chat.services import Services
from chat.settings import SettingsError
from chat.settings.preferences import Preference
from chat.store.store import StoreError

REFUSALS = (EngineError, StoreError, SettingsError)
"""Their texts are sentences for the user."""


class Tab(Protocol):
    """`chat.ui.screen.Screen` is the only implementation; the parts of the page know only this protocol."""

    services: Services
    client: Client
    chat: Chat | None
    """What the tab shows; None on other pages."""
    active: str | None
    """What the sidebar marks: a chat's id or the path of another page."""

    def show(self, chat: Chat | None, title: str, active: str | None) -> None: ...
    def set_title(self, title: str) -> None: ...

    def open(self, path: str) -> None:
        """Go to another page of the app."""

    def rename(self, path: str) -> None:
        """Give the shown page a new address without building it again; `show_address` tells the browser."""

    def show_address(self) -> None: ...
    def show_results(self, query: str, rows: Sequence[Any]) -> None: ...

    def tell(self, sentence: str) -> None:
        """Show the user a short message."""

    def say(self, sentence: str, undo: str = '') -> None:
        """Tell what was done, with "Undo" where there is a key for it."""

    async def prefer(self, preference: Preference[Any], value: object) -> None:
        """Save what was chosen on the page; failures are shown."""

    def attempt(self, action: Callable[[], Any]) -> Any:
        """Carry out an engine call; what can't be done now is shown in the engine's words, and None is returned. A coroutine runs as
        a task, which is returned."""
