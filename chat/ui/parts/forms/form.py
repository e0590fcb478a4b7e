"""A form of native fields."""
from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from chat.conversation.json_object import JsonObject


class Form(ui.element, component='form.js'):
    """All of it comes in one event when it is sent: no field, and so no key, is ever kept in an element and sent back."""

    def __init__(self, on_send: Callable[[JsonObject], Awaitable[None] | None], *, label: str, takes_focus: bool = False) -> None:
        """`on_send` is told the values by the names of the fields, with those of the button. With `takes_focus` its first field has the
        focus as soon as it is there (`autofocus` works only while the page is loaded; letters typed elsewhere than in a field are
        shortcuts)."""
        super().__init__()
        self._on_send = on_send
        self.props.update({'autocomplete': 'off', 'aria-label': label, 'takesFocus': takes_focus})
        self.on('send', self._send)

    def empty(self) -> None:
        self.run_method('empty')

    def _send(self, event: events.GenericEventArguments) -> Awaitable[None] | None:
        return self._on_send(dict(event.args))
