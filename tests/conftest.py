"""What all tests share: a model server, and a wall around this machine."""
from __future__ import annotations

import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from tests.model_server import ModelServer

LOOPBACK = ('127.', '::1', 'localhost')


@pytest_asyncio.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    """A scripted model server in the test's own loop."""
    async with ModelServer() as server:
        yield server


@pytest.fixture(scope='session', autouse=True)
def trust_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No authority is trusted: no test needs one, and to read those of the world takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv('SSL_CERT_FILE', raising=False)
        patch.setenv('SSL_CERT_DIR', str(tmp_path_factory.mktemp('authorities')))
        yield


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches the network: connections to other machines are refused with the address in the message."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise ConnectionRefusedError(f'a test wanted to connect to {address[0]}')

    def guarded(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    monkeypatch.setattr(socket.socket, 'connect', guarded)
    monkeypatch.setattr(socket.socket, 'connect_ex', guarded_ex)
    for name in [name for name in os.environ if name.startswith(('OPENAI_', 'ANTHROPIC_')) or name.endswith('_API_KEY')]:
        monkeypatch.delenv(name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that need Node are left out where there is none, and say so; in CI they fail instead."""
    if shutil.which('node') and shutil.which('npm') or os.environ.get('CI') == 'true':
        return
    left_out = [item for item in items if item.get_closest_marker('node')]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        config.stash[LEFT_OUT] = [item.nodeid for item in left_out]


LEFT_OUT = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    names = config.stash.get(LEFT_OUT, [])
    if names:
        terminalreporter.section('left out, because there is no Node.js (node and npm) on this machine')
        for name in names:
            terminalreporter.line(name)
