"""What every page is given."""
from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from chat.engine.engine import Engine
from chat.engine.importing import Imports
from chat.engine.pastes import Pastes
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from chat.ui.drafts import Drafts


@dataclass(kw_only=True, slots=True)
class Services:
    settings: Settings
    store: Store
    providers: Providers
    engine: Engine
    drafts: Drafts
    pastes: Pastes = field(default_factory=Pastes)
    imports: Imports = field(init=False)

    def __post_init__(self) -> None:
        self.imports = Imports(self.engine)

    async def prefer(self, name: str, value: Any) -> None:
        """Keep a preference. In a thread: the file is written through to the disk, which may take its time."""
        await asyncio.to_thread(self.settings.preferences.set, name, value)
