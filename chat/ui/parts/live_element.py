"""Elements that tell the browser what is new; whoever loads the page later finds it in the props."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVarTuple

from chat.conversation import Chat, Reply
from chat.conversation.watchers import Watchers
from chat.ui.parts.nicegui_seams import SeamElement
from chat.ui.parts.props import Props, plain

Told = TypeVarTuple('Told')


class WatchingElement(SeamElement):
    """Notified of changes for as long as it is on a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leaving: list[Callable[[], object]] = []

    def watch(self, watchers: Watchers[*Told], call: Callable[[*Told], object]) -> None:
        watchers.add(call)
        self._leaving.append(lambda: watchers.discard(call))

    def watch_chat(self, chat: Chat) -> None:
        """By `reply_changed` and `chat_changed`."""
        chat.views.add(self)
        self._leaving.append(lambda: chat.views.discard(self))

    def reply_changed(self, reply: Reply) -> None:
        """A reply of the watched chat has grown or ended. Nothing to do for those who show only the chat."""

    def chat_changed(self) -> None:
        """Turns, lanes or settings of the watched chat have changed."""

    def on_leaving(self, call: Callable[[], object]) -> None:
        """When NiceGUI deletes the element: its page was left, or the tab. What was added last is called first."""
        self._leaving.append(call)

    def leave(self) -> None:
        while self._leaving:
            self._leaving.pop()()


class LiveElement(WatchingElement):
    """The element's script has a method `tell`. A prop that is set the usual way would redraw the element with everything in it."""

    def tell(self, prop: str, new: Any) -> None:
        """Send the value, if it differs from the one before."""
        value = plain(new)
        if self.props.get(prop) != value:
            self._keep(prop, value)
            self.run_method('tell', value)

    def tell_changes(self, prop: str, new: Props) -> None:
        """Send those of the values that have changed."""
        before, facts = self.props[prop], new.to_json()
        if changed := {name: fact for name, fact in facts.items() if before.get(name) != fact}:
            self._keep(prop, facts)
            self.run_method('tell', changed)

    def _keep(self, prop: str, value: Any) -> None:
        with self.props.suspend_updates():
            self.props[prop] = value
