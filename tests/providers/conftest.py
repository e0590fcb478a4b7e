from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from chat.providers.http.connections import Connections


@pytest_asyncio.fixture
async def connections() -> AsyncIterator[Connections]:
    shared = Connections()
    yield shared
    await shared.close()
