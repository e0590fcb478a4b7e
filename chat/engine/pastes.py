"""Long texts on their way from the browser to the composer's event: they come over HTTP, because NiceGUI's socket takes 1 MB a message."""
from __future__ import annotations

from chat.engine.expiring import ExpiringItems

KEPT_PASTES = 8
"""A paste is collected by the page within moments; what nobody collects is dropped."""


class Pastes(ExpiringItems[str]):
    """Texts on their way from the browser to the composer's event."""

    def __init__(self) -> None:
        super().__init__(KEPT_PASTES)
