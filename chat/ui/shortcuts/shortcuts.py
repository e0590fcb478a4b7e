"""Keys for what is done often, and the list of them that `?` shows. All of it happens in the browser."""
from __future__ import annotations

from nicegui import ui

from chat.ui.parts import browser


class Shortcuts(ui.element, component='shortcuts.js'):
    """Once a page. `has_single_keys`: whether letters alone do something outside of text fields (with Alt they always do)."""

    def __init__(self, *, has_single_keys: bool = True) -> None:
        super().__init__()
        self.props['single'] = has_single_keys


def apply(keys: str) -> None:
    """Switch the single letters 'on' or 'off' on the page that is open."""
    browser.call(ui.context.client, 'shortcuts/single_keys.js:allowSingleKeys', keys == 'on')
