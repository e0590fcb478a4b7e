"""What a browser would get of an element and what it would send; with what NiceGUI keeps to itself and no test can do without."""
from __future__ import annotations

from typing import Any

from nicegui import ui


def sent(element: ui.element) -> dict[str, Any]:
    """All that the page gets of it."""
    return element._to_dict()


def props_of(element: ui.element) -> dict[str, Any]:
    return dict(sent(element)['props'])


def text_of(element: ui.element) -> str:
    return getattr(element, '_text', None) or ''  # most have none


def send(element: ui.element, event: str, args: Any = None) -> None:
    """As the browser does."""
    listeners = [listener for listener in element._event_listeners.values() if listener.type == event]
    assert listeners, f'nobody listens to {event}'
    for listener in listeners:
        element._handle_event({'listener_id': listener.id, 'args': args})
