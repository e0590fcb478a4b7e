"""The MCP servers of the settings, as sources of the toolbox."""
from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chat.engine.tools.mcp_source import McpSource
from chat.engine.tools.toolbox import Toolbox
from chat.settings import Settings
from chat.settings.mcp_servers import McpServer


class McpServers:
    def __init__(self, settings: Settings, toolbox: Toolbox) -> None:
        self.settings = settings
        self.toolbox = toolbox
        self._closing: set[asyncio.Task[None]] = set()
        self.follow_settings()

    def follow_settings(self) -> None:
        """Those that are gone or have changed are ended, new ones are there; nothing is started."""
        wanted = {server.name: server for server in self.settings.mcp_servers}
        for source in [one for one in self.toolbox.sources if isinstance(one, McpSource)]:
            if wanted.get(source.server.name) == source.server:
                del wanted[source.server.name]
            else:
                self.toolbox.remove(source)
                task = asyncio.create_task(source.close())
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)
        for server in wanted.values():
            self.toolbox.add(McpSource(server))

    async def add(self, servers: Sequence[McpServer], *, is_owner_here: bool = False) -> None:
        """Raises SettingsError."""
        self.settings.check_programs(servers, is_owner_here=is_owner_here)
        await asyncio.to_thread(self.settings.add_servers, servers)
        self.follow_settings()

    async def remove(self, name: str) -> None:
        """Raises SettingsError."""
        await asyncio.to_thread(self.settings.remove_server, name)
        self.follow_settings()

    def find(self, name: str) -> McpSource | None:
        """By the name of its source."""
        return next((one for one in self.toolbox.sources if isinstance(one, McpSource) and one.name == name), None)
