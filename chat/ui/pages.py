"""Which address shows what, inside the one page that is never reloaded."""
from __future__ import annotations

import inspect

from nicegui import ui
from nicegui.page_arguments import RouteMatch

from chat.ui.parts.html import not_found


class Pages(ui.sub_pages):
    """NiceGUI's client-side routing, with a friendly "not found" and a way to rename what is shown."""

    @property
    def path(self) -> str:
        return self._router.current_path

    def rename(self, path: str) -> None:
        """Give the shown page a new address without building it again (the first send turns /new into /chat/ID).

        The browser hears of it by `show_address`. NiceGUI has no public call for this; its own single-page example reaches
        for the same attributes. A browser test holds it.
        """
        self._router.current_path = path
        self._match = self._find_matching_path()

    def show_address(self) -> None:
        """Put the address of the shown page into the browser's address bar."""
        ui.navigate.history.replace(self._router.current_path)

    def _required_query_params_changed(self, route_match: RouteMatch) -> bool:
        """NiceGUI compares only the last value of each name, and `model=` may come several times."""
        told = self._match.query_params.multi_items() if self._match else []
        names = inspect.signature(route_match.builder).parameters
        return [one for one in told if one[0] in names] != [one for one in route_match.query_params.multi_items() if one[0] in names]

    def _render_404(self) -> None:
        not_found('There is no such page', 'The address may be mistyped, or from an older version.')
