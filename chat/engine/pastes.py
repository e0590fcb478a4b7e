"""Long texts on their way from the browser to the composer's event: they come over HTTP, because NiceGUI's socket takes 1 MB a message."""
from __future__ import annotations

from collections import OrderedDict

from chat.conversation import new_id

KEPT_PASTES = 8
"""A paste is collected by the page within moments; what nobody collects is dropped."""


class Pastes:
    """Texts on their way from the browser to the composer's event."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def put(self, text: str) -> str:
        key = new_id()
        self._texts[key] = text
        while len(self._texts) > KEPT_PASTES:
            self._texts.popitem(last=False)
        return key

    def take(self, key: str) -> str | None:
        return self._texts.pop(key, None)
