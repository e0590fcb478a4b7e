from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer
from tests.providers.ways import ask_first


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


@pytest.fixture(scope='module')
def distant() -> Iterator[ModelServer]:
    with ModelServer.in_thread() as server:
        asyncio.run(ask_first(server))
        yield server


@pytest.fixture
def far(distant: ModelServer) -> ModelServer:
    """A model server in a thread of its own, so that what it does is not measured."""
    distant.forget()
    distant.list_answer = None
    return distant
