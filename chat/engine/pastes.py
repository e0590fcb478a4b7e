"""Long texts on their way from the browser to the composer's event: they come over HTTP, because NiceGUI's socket takes 1 MB a message."""
from __future__ import annotations

from chat.engine.expiring import ExpiringItems

KEPT_PASTES = 8
"""A paste is collected by the page within moments; what nobody collects is dropped."""


class Pastes(ExpiringItems[str]):
    """Texts on their way from the browser to the composer's event."""

    def __init__(self) -> None:
        super().__init__(KEPT_PASTES)

    def whole(self, text: object, paste: object) -> str:
        """What was written: the text itself, or what was handed over under the name of a paste."""
        return self.take(str(paste)) or '' if paste else str(text or '')
