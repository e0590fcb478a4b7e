"""What the parts of a chat on the screen may ask of their panel."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from nicegui import Client

from chat.conversation import Chat, Lane, Reply, Turn
from chat.conversation.json_object import JsonObject
from chat.engine.engine import Engine
from chat.ui.parts.tab import Tab


class Box(Protocol):
    """Where prompts are written."""

    def focus(self) -> None: ...
    def insert(self, text: str) -> None: ...


class Panel(Protocol):
    """`chat.ui.chat.chat_panel.ChatPanel` is the only implementation."""

    chat: Chat
    engine: Engine
    screen: Tab

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


@dataclass(kw_only=True, slots=True, frozen=True)
class LaneClick:
    """A button of a lane, or of what stands above all of them."""

    panel: Panel
    number: int = -1
    """The lane's, or -1 for all."""
    args: JsonObject = field(default_factory=dict)

    @property
    def chat(self) -> Chat:
        return self.panel.chat

    @property
    def engine(self) -> Engine:
        return self.panel.engine

    @property
    def lane(self) -> Lane | None:
        return self.chat.lane(self.number)

    @property
    def turn(self) -> Turn | None:
        """The newest on the screen."""
        path = self.chat.path()
        return path[-1] if path else None

    @property
    def reply(self) -> Reply | None:
        """What this lane shows for it."""
        return self.turn.reply(self.number) if self.turn else None

    def word(self, name: str) -> str:
        return str(self.args.get(name, ''))
