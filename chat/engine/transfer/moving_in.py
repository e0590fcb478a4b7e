"""What comes in from another computer beside the chats: personas, prompts, suites, votes, what was spent, and settings without keys.

Whatever is here already stays as it is, so the same file may come twice.
"""
from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from chat.conversation import Vote
from chat.conversation.json_object import JsonObject
from chat.conversation.watchers import Watchers
from chat.engine.engine import Engine
from chat.engine.library.personas import Personas
from chat.engine.library.prompt_library import PromptLibrary
from chat.settings.portable import add_endpoints, new_endpoints, take_preferences
from chat.store.tables.votes import Votes
from chat.store.transfer.moving import COPIED, add_figures, copy_rows, staged_entries


class MovingIn:
    """For the event loop's thread."""

    def __init__(self, engine: Engine, personas: Personas, prompts: PromptLibrary) -> None:
        self._engine = engine
        self._personas = personas
        self._prompts = prompts
        self.vote_watchers: Watchers[Sequence[Vote]] = Watchers()
        """Told of all votes when some came in without their chats."""

    async def take(self, staging: Path, settings: JsonObject) -> dict[str, int]:
        """Kind of thing -> how many of them are new here. Raises StoreError, SettingsError."""
        personas, prompts = await asyncio.to_thread(staged_entries, staging)
        counts = {'personas': await self._personas.bring_in(personas), 'prompts': await self._prompts.bring_in(prompts)}
        for table in COPIED:
            counts[table] = await self._copy(staging, table)
        counts['days of spending'], counts['votes on chats that are gone'] = await self._add_figures(staging)
        counts['settings'] = await asyncio.to_thread(take_preferences, self._engine.providers.settings, settings)
        return {kind: count for kind, count in counts.items() if count and kind not in ('suite_prompts', 'suite_cells')}

    def offered(self, settings: JsonObject) -> list[JsonObject]:
        """Endpoints that are not here. They are added only when somebody says so: prompts would go there."""
        return new_endpoints(self._engine.providers.settings, settings)

    async def add_endpoints(self, entries: list[JsonObject]) -> None:
        """Raises SettingsError."""
        settings = self._engine.providers.settings
        await asyncio.to_thread(add_endpoints, settings, entries)
        await self._engine.providers.follow(settings)

    async def _copy(self, staging: Path, table: str) -> int:
        results: list[tuple[int, int]] = [(0, 0)]
        while len(results) < 2 or results[-1][0] > results[-2][0]:
            await self._engine.store.write(lambda db: results.append(copy_rows(db, staging, table, results[-1][0])))
        return sum(new for _, new in results)

    async def _add_figures(self, staging: Path) -> tuple[int, int]:
        results: list[tuple[int, int]] = []
        await self._engine.store.write(lambda db: results.append(add_figures(db, staging)))
        await self._engine.budget.read_again()
        if results[0][1]:
            self.vote_watchers(await Votes(self._engine.store).list())
        return results[0]
