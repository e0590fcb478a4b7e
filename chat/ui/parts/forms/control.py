"""Native controls that tell Python what was chosen or typed."""
from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import events, ui


class Control(ui.element, component='control.js'):
    """A native input, or with another tag what holds several of them."""

    def __init__(self, on_change: Callable[[str | bool, str], Awaitable[None] | None], *, tag: str = 'input') -> None:
        """`on_change` is told the value (of a checkbox whether it is checked), and the name of the input."""
        super().__init__()
        self._on_change = on_change
        self.props['tag'] = tag
        self.on('choose', self._choose)

    def rewrite(self, typed: str, text: str) -> None:
        """Write what was typed as it was understood; what has been typed since then stays."""
        self.run_method('rewrite', typed, text)

    def _choose(self, event: events.GenericEventArguments) -> Awaitable[None] | None:
        value, name = event.args
        return self._on_change(value if isinstance(value, bool) else str(value), str(name))
