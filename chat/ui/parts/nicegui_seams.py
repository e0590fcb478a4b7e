"""All that the page uses of NiceGUI beyond its public names, in one place. The version is pinned; a test names what another one breaks."""
from __future__ import annotations

import inspect
from typing import Any

from nicegui import Client, ui
from nicegui.page_arguments import RouteMatch


class SeamElement(ui.element):
    """An element with hooks for what NiceGUI does to it."""

    def leave(self) -> None:
        """It is being deleted: its page was left, or the tab is gone."""

    def props_at_sending(self) -> dict[str, Any]:
        """More props, made at the moment when the element is sent. NiceGUI may keep the dict: give it a copy."""
        return {}

    def shown_texts(self) -> list[str]:
        """What a person reads in it, for NiceGUI's own tests (`user.should_see`)."""
        return []

    def _handle_delete(self) -> None:
        self.leave()
        super()._handle_delete()

    def _to_dict(self) -> dict[str, Any]:
        more = self.props_at_sending()
        sent = super()._to_dict()
        return {**sent, 'props': {**self.props, **more}} if more else sent

    def _displayed_contents(self, *, only_visible: bool) -> list[Any]:
        return [*super()._displayed_contents(only_visible=only_visible), *self.shown_texts()]


class SeamPages(ui.sub_pages):
    """Client-side routing whose shown page can be renamed. NiceGUI's own single-page example reaches for the same attributes."""

    @property
    def path(self) -> str:
        return self._router.current_path

    def rename(self, path: str) -> None:
        """Give the shown page a new address without building it again (the first send turns /new into /chat/ID)."""
        self._router.current_path = path
        self._match = self._find_matching_path()

    def show_not_found(self) -> None:
        """Build what is shown where there is no page."""

    def show_failure(self, error: Exception) -> None:
        """Build what is shown in place of a page that failed."""

    def _render_404(self) -> None:
        self.show_not_found()

    def _render_error(self, error: Exception) -> None:
        self.show_failure(error)

    def _required_query_params_changed(self, route_match: RouteMatch) -> bool:
        """NiceGUI compares only the last value of each name, and `model=` may come several times."""
        given = self._match.query_params.multi_items() if self._match else []
        names = inspect.signature(route_match.builder).parameters
        return [one for one in given if one[0] in names] != [one for one in route_match.query_params.multi_items() if one[0] in names]


def text_of(element: ui.element) -> str:
    return element._text or ''


def put_text(element: ui.element, text: str) -> None:
    """For an element that is being built; `set_text` changes one that may have been sent."""
    element._text = text


def set_text(element: ui.element, text: str) -> None:
    put_text(element, text)
    element.update()


def is_sent(client: Client) -> bool:
    """Whether the page has left already: its head cannot be added to any more."""
    return client._response_built
