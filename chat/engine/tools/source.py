"""Where tools come from: a Python file, an MCP server, or Polylogue itself."""
from __future__ import annotations

from typing import Literal, Protocol

from chat.conversation import Tool
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.question import Ask
from chat.conversation.watchers import Watchers
from chat.engine.tools.outcome import Outcome

SourceState = Literal['off', 'starting', 'ready', 'failed']


class Source(Protocol):
    name: str
    state: SourceState
    problem: str
    """Why it does not work, in a sentence."""
    watchers: Watchers[()]
    """Told when its state or its tools have changed."""

    @property
    def tools(self) -> tuple[Tool, ...]:
        """Those that are known now; empty until it has been used once."""

    async def ready(self) -> tuple[Tool, ...]:
        """Its tools, started if need be. Raises ToolError."""

    async def call(self, name: str, arguments: JsonObject, ask: Ask | None = None) -> Outcome:
        """`name` is the tool's own. Cancelling it stops the tool where that can be done. Without `ask` there is nobody to answer its
        questions. Raises ToolError."""

    async def close(self) -> None:
        """Give back what it holds."""
