from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer


@pytest_asyncio.fixture
async def connections() -> AsyncIterator[Connections]:
    shared = Connections()
    yield shared
    await shared.close()


@pytest_asyncio.fixture
async def far_connections(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connections]:
    """Every far address leads to the model server, through the proxy that it plays."""
    monkeypatch.setenv('http_proxy', model_server.url)
    monkeypatch.delenv('no_proxy', raising=False)
    monkeypatch.delenv('NO_PROXY', raising=False)
    shared = Connections()
    yield shared
    await shared.close()
