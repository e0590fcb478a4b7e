"""Which address shows what, inside the one page that is never reloaded."""
from __future__ import annotations

from nicegui import ui

from chat.ui.parts.html import not_found
from chat.ui.parts.nicegui_seams import SeamPages


class Pages(SeamPages):
    """Client-side routing with a friendly "not found"."""

    def show_address(self) -> None:
        """Put the address of the shown page into the browser's address bar."""
        ui.navigate.history.replace(self.path)

    def show_not_found(self) -> None:
        not_found('There is no such page', 'The address may be mistyped, or from an older version.')
