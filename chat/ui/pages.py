"""Which address shows what, inside the one page that is never reloaded."""
from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from nicegui import ui

from chat.conversation.watchers import place_of
from chat.ui.parts.html import not_found
from chat.ui.parts.nicegui_seams import SeamPages

log = logging.getLogger(__name__)


class Pages(SeamPages):
    """Client-side routing with a friendly "not found". A page that fails says so, and everything else goes on."""

    def __init__(self, builders: dict[str, Callable[..., Any]]) -> None:
        super().__init__({path: self._guarded(build) for path, build in builders.items()})

    def show_address(self) -> None:
        """Put the address of the shown page into the browser's address bar."""
        ui.navigate.history.replace(self.path)

    def show_not_found(self) -> None:
        not_found('There is no such page', 'The address may be mistyped, or from an older version.')

    def show_failure(self, error: Exception) -> None:
        log.error('A page could not be shown: %s', place_of(error))
        not_found('This page has failed', f'Polylogue had an error of its own here ({type(error).__name__}). Chats and running replies '
                  'are not touched; please reload, and report it if it happens again.')

    def _guarded(self, build: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(build)
        def built(*args: Any, **kwargs: Any) -> Awaitable[None] | None:
            result = build(*args, **kwargs)
            return self._completed(result) if isawaitable(result) else None
        return built

    async def _completed(self, rest: Awaitable[Any]) -> None:
        try:
            await rest
        except Exception as error:  # what is shown so far would look as if it were all
            with self.clear():
                self.show_failure(error)
