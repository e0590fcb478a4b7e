"""What the parts of a chat on the screen may ask of the panel they stand in."""
from __future__ import annotations

from typing import Any, Protocol

from nicegui import Client

from chat.conversation import Chat, Turn
from chat.engine.engine import Engine
from chat.ui.parts.tab import Tab


class Box(Protocol):
    """Where prompts are written."""

    def focus(self) -> None: ...


class Panel(Protocol):
    """`chat.ui.chat.chat_panel.ChatPanel` is the one that there is."""

    chat: Chat
    engine: Engine
    screen: Tab
    draft_key: str

    def __enter__(self) -> Any: ...
    def __exit__(self, *_: object) -> None: ...

    @property
    def client(self) -> Client: ...

    @property
    def box(self) -> Box: ...

    @property
    def has_board(self) -> bool:
        """Whether lanes stand side by side."""

    @property
    def hides_names(self) -> bool:
        """Whether lanes are called A, B, C."""

    def lane_names(self) -> dict[int, str]:
        """Lane number -> its name on the screen."""

    def show_sent(self, turn: Turn, number: int) -> None: ...
    def show_sets(self) -> None: ...
