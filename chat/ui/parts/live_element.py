"""Elements that tell the browser what is new; whoever loads the page later finds it in the props."""
from __future__ import annotations

from typing import Any

from nicegui import ui


class Telling(ui.element):
    """The element's script has a method `tell`. A prop that is set the usual way would draw the element anew, with all that is in it."""

    def tell(self, prop: str, value: Any) -> None:
        """Send the value, if it is another than before."""
        if self._props.get(prop) != value:
            self._keep(prop, value)
            self.run_method('tell', value)

    def tell_changes(self, prop: str, facts: dict[str, Any]) -> None:
        """Send those of many facts that are others than before."""
        before = self._props[prop]
        if changed := {name: fact for name, fact in facts.items() if before.get(name) != fact}:
            self._keep(prop, facts)
            self.run_method('tell', changed)

    def _keep(self, prop: str, value: Any) -> None:
        with self.props.suspend_updates():
            self._props[prop] = value
